import { IamError } from './errors';
import { type Operator, tryOperator } from './operators';
import type { TextTest } from './pattern';
import type { RequestContext } from './request-context';

/** Whether the conditions of a statement hold for a request. */
export type ConditionTest = (context: RequestContext) => boolean;

type SetOperator = 'ForAllValues' | 'ForAnyValue' | undefined;

const OPERATOR_NAME = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/**
 * Compiles a Condition element: every key of every operator must hold.
 *
 * @param variables Whether `${key}` is replaced in values
 * @throws IamError for an operator IAM does not have, or a value its operator cannot read
 */
export function compileConditions(element: unknown, variables: boolean, position: string): ConditionTest {
  const tests: ConditionTest[] = [];
  for (const [name, keys] of members(element, position)) {
    for (const [key, value] of members(keys, `${position}.${name}`)) {
      tests.push(compileCondition(name, key, value, variables, `${position}.${name}`));
    }
  }
  return (context) => tests.every((test) => test(context));
}

function compileCondition(
  name: string,
  key: string,
  value: unknown,
  variables: boolean,
  position: string,
): ConditionTest {
  const [, set, base = '', ifExists] = OPERATOR_NAME.exec(name) ?? [];
  const values = conditionValues(value, `${position}.${key}`);
  if (name === 'Null') return nullTest(key, values, `${position}.${key}`);
  const operator = tryOperator(base);
  if (operator === undefined) {
    throw new IamError('IAM_UNKNOWN_OPERATOR', `'${name}' is no condition operator of IAM`, position);
  }
  const tests = values.map((one) => operator.compile(one, variables, `${position}.${key}`));
  return comparison(key.toLowerCase(), operator, tests, set as SetOperator, ifExists !== undefined);
}

/**
 * Several values in the policy are alternatives; with a negated operator none may match. A key that the request lacks
 * does not match, so that a negated operator holds; with `IfExists` and `ForAllValues` any operator holds, with
 * `ForAnyValue` none.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
function comparison(
  key: string,
  { negated }: Operator,
  tests: readonly TextTest[],
  set: SetOperator,
  ifExists: boolean,
): ConditionTest {
  const holds = (actual: string, context: RequestContext) => tests.some((test) => test(actual, context)) !== negated;
  return (context) => {
    const actual = context.values(key);
    if (actual === undefined || actual.length === 0) {
      return ifExists || set === 'ForAllValues' || (set === undefined && negated);
    }
    // Without a set operator IAM leaves a key of several values undefined; here one match counts, for and against.
    const all = set === 'ForAllValues' || (set === undefined && negated);
    return all ? actual.every((one) => holds(one, context)) : actual.some((one) => holds(one, context));
  };
}

function nullTest(key: string, values: readonly string[], position: string): ConditionTest {
  const wanted = values.map((value) => {
    if (value !== 'true' && value !== 'false') {
      throw new IamError('IAM_INVALID_CONDITION_VALUE', `expected true or false, got '${value}'`, position);
    }
    return value === 'true';
  });
  const name = key.toLowerCase();
  return (context) => {
    const absent = (context.values(name)?.length ?? 0) === 0;
    return wanted.includes(absent);
  };
}

function members(element: unknown, position: string): [string, unknown][] {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) {
    throw new IamError('IAM_MALFORMED_POLICY', `expected an object, got ${JSON.stringify(element)}`, position);
  }
  return Object.entries(element);
}

function conditionValues(value: unknown, position: string): string[] {
  return [value].flat().map((one: unknown) => {
    if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') return String(one);
    throw new IamError('IAM_INVALID_CONDITION_VALUE', `expected text, got ${JSON.stringify(one)}`, position);
  });
}
