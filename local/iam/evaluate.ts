import { IamError } from './errors';
import type { Grant } from './principal';
import { type IamRequest, RequestContext } from './request-context';
import { type CompiledStatement, compileStatement, type PolicyKind, type StatementRef } from './statement';

/** What a set of policies says to a request. */
export type Decision = 'allow' | 'explicit-deny' | 'implicit-deny';

/** A decision and what led to it. */
export interface Evaluation {
  readonly decision: Decision;
  /** The statement that decided, for the log; undefined for an implicit deny. */
  readonly statement?: StatementRef;
  /** Whom the Allow of a resource policy names. */
  readonly grant?: Grant;
}

/** A policy by name, as JSON that is already parsed. */
export interface PolicySource {
  /** Stands in errors and the log: a logical id, or `logicalId.PolicyName`. */
  readonly name: string;
  readonly document: unknown;
}

/** Policies ready to be evaluated; make them once and keep them. */
export interface CompiledPolicies {
  readonly denies: readonly CompiledStatement[];
  readonly allows: readonly CompiledStatement[];
}

const IMPLICIT_DENY: Evaluation = { decision: 'implicit-deny' };
const VERSIONS = new Set<unknown>([undefined, '2008-10-17', '2012-10-17']);
const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);

/**
 * Compiles policy documents.
 *
 * @param kind What the policies hang on
 * @throws IamError naming the policy, the statement and the element that cannot be evaluated
 */
export function compilePolicies(policies: readonly PolicySource[], kind: PolicyKind): CompiledPolicies {
  const statements = policies.flatMap((policy) => compileDocument(policy, kind));
  return {
    denies: statements.filter(({ ref }) => ref.effect === 'Deny'),
    allows: statements.filter(({ ref }) => ref.effect === 'Allow'),
  };
}

/**
 * Evaluates one set of policies: an explicit deny wins, then an allow; else the deny is implicit.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: IamRequest, policies: CompiledPolicies): Evaluation {
  const action = request.action.toLowerCase();
  const context = new RequestContext(request);
  for (const { match, ref } of policies.denies) {
    if (match(request, action, context) !== undefined) return { decision: 'explicit-deny', statement: ref };
  }
  let weaker: Evaluation | undefined;
  for (const { match, ref } of policies.allows) {
    const grant = match(request, action, context);
    if (grant === 'principal') return { decision: 'allow', statement: ref, grant };
    if (grant !== undefined && weaker?.grant !== 'role') weaker = { decision: 'allow', statement: ref, grant };
  }
  return weaker ?? IMPLICIT_DENY;
}

function compileDocument({ name, document }: PolicySource, kind: PolicyKind): CompiledStatement[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new IamError('IAM_MALFORMED_POLICY', 'a policy document must be an object', name);
  }
  const elements = new Map<string, unknown>(Object.entries(document));
  for (const element of elements.keys()) {
    if (!DOCUMENT_ELEMENTS.has(element)) {
      throw new IamError('IAM_UNKNOWN_ELEMENT', `'${element}' has no place in a policy document`, name);
    }
  }
  const version = elements.get('Version');
  if (!VERSIONS.has(version)) {
    throw new IamError(
      'IAM_MALFORMED_POLICY',
      `'Version' must be 2012-10-17 or 2008-10-17, got ${JSON.stringify(version)}`,
      name,
    );
  }
  const statements: unknown[] = [elements.get('Statement')].flat();
  // The older version is the default and has no variables.
  const variables = version === '2012-10-17';
  return statements.map((statement, index) => compileStatement(statement, kind, variables, { policy: name, index }));
}
