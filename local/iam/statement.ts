import { type ConditionTest, compileConditions } from './condition';
import { IamError } from './errors';
import { compilePattern, type TextTest } from './pattern';
import { compileNotPrincipal, compilePrincipal, type Grant, type PrincipalMatcher } from './principal';
import type { IamRequest, RequestContext } from './request-context';

/**
 * What a policy hangs on, which decides what its statements may say: `identity` policies (boundaries and the answers
 * of Lambda authorizers too) have no Principal, `resource` policies need one, `trust` policies have no Resource.
 */
export type PolicyKind = 'identity' | 'resource' | 'trust';

/** Names a statement, for the log. */
export interface StatementRef {
  /** Name of the policy. */
  readonly policy: string;
  /** Place of the statement in its policy, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
}

/** A statement ready to be matched. */
export interface CompiledStatement {
  readonly ref: StatementRef;
  /** Whom the statement names if it applies to the request; undefined if it does not. */
  readonly match: (request: IamRequest, lowerCaseAction: string, context: RequestContext) => Grant | undefined;
}

const ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Condition']);
const RESOURCE_ELEMENTS = ['Resource', 'NotResource'] as const;
const PRINCIPAL_ELEMENTS = ['Principal', 'NotPrincipal'] as const;
const ACTION = /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/;

/** @param variables Whether the policy's version replaces `${key}` */
export function compileStatement(
  statement: unknown,
  kind: PolicyKind,
  variables: boolean,
  ref: Pick<StatementRef, 'policy' | 'index'>,
): CompiledStatement {
  const position = `${ref.policy}.Statement[${ref.index}]`;
  if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) {
    throw new IamError('IAM_MALFORMED_POLICY', 'a statement must be an object', position);
  }
  const elements = new Map<string, unknown>(Object.entries(statement));
  assertElements(elements, kind, position);
  const effect = elements.get('Effect');
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new IamError(
      'IAM_MALFORMED_POLICY',
      `'Effect' must be Allow or Deny, got ${JSON.stringify(effect)}`,
      position,
    );
  }
  const action = compileActions(elements, position);
  const resource = kind === 'trust' ? anything : compileResources(elements, variables, position);
  const principal = kind === 'identity' ? caller : compileStatementPrincipal(elements, position);
  const condition: ConditionTest = elements.has('Condition')
    ? compileConditions(elements.get('Condition'), variables, `${position}.Condition`)
    : anything;
  const sid = elements.get('Sid');
  return {
    ref: { ...ref, ...(typeof sid === 'string' && { sid }), effect },
    match: (request, lowerCaseAction, context) => {
      if (!action(lowerCaseAction, context) || !resource(request.resource, context)) return undefined;
      const grant = principal(request.principal);
      return grant !== undefined && condition(context) ? grant : undefined;
    },
  };
}

function assertElements(elements: ReadonlyMap<string, unknown>, kind: PolicyKind, position: string): void {
  const allowed = new Set<string>(ELEMENTS);
  if (kind !== 'trust') for (const name of RESOURCE_ELEMENTS) allowed.add(name);
  if (kind !== 'identity') for (const name of PRINCIPAL_ELEMENTS) allowed.add(name);
  for (const name of elements.keys()) {
    if (!allowed.has(name)) {
      throw new IamError(
        'IAM_UNKNOWN_ELEMENT',
        `'${name}' has no place in a statement of this ${kind} policy`,
        position,
      );
    }
  }
}

function compileActions(elements: ReadonlyMap<string, unknown>, position: string): TextTest {
  const [name, value] = oneOf(elements, ['Action', 'NotAction'], position);
  const tests = texts(value, `${position}.${name}`).map((text) => {
    if (!ACTION.test(text)) {
      throw new IamError('IAM_INVALID_ACTION', `'${text}' is neither * nor service:Name`, `${position}.${name}`);
    }
    return compilePattern(text, { wildcards: 'text', variables: false, lowerCase: true }, `${position}.${name}`);
  });
  return anyOf(tests, name === 'NotAction');
}

function compileResources(elements: ReadonlyMap<string, unknown>, variables: boolean, position: string): TextTest {
  const [name, value] = oneOf(elements, RESOURCE_ELEMENTS, position);
  const tests = texts(value, `${position}.${name}`).map((text) => {
    if (!/^(?:\*|arn:[^:]+:.*|\$\{.*)$/s.test(text)) {
      throw new IamError('IAM_INVALID_RESOURCE', `'${text}' is neither * nor an ARN`, `${position}.${name}`);
    }
    return compilePattern(text, { wildcards: 'resource', variables }, `${position}.${name}`);
  });
  return anyOf(tests, name === 'NotResource');
}

function compileStatementPrincipal(elements: ReadonlyMap<string, unknown>, position: string): PrincipalMatcher {
  const [name, value] = oneOf(elements, PRINCIPAL_ELEMENTS, position);
  return (name === 'Principal' ? compilePrincipal : compileNotPrincipal)(value, `${position}.${name}`);
}

function oneOf<N extends string>(
  elements: ReadonlyMap<string, unknown>,
  names: readonly [N, N],
  position: string,
): [name: N, value: unknown] {
  const [name, ...more] = names.filter((one) => elements.has(one));
  if (name === undefined || more.length > 0) {
    throw new IamError('IAM_MALFORMED_POLICY', `a statement needs either '${names[0]}' or '${names[1]}'`, position);
  }
  return [name, elements.get(name)];
}

function texts(value: unknown, position: string): string[] {
  const list: unknown[] = [value].flat();
  if (list.length === 0 || !list.every((one): one is string => typeof one === 'string')) {
    throw new IamError('IAM_MALFORMED_POLICY', 'expected text or a list of texts', position);
  }
  return list;
}

function anyOf(tests: readonly TextTest[], negated: boolean): TextTest {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined && !negated) return only;
  return (value, context) => tests.some((test) => test(value, context)) !== negated;
}

function anything(): boolean {
  return true;
}

/** An identity policy speaks of whom it hangs on. */
function caller(): Grant {
  return 'principal';
}
