import { AssemblyError } from './errors';
import type { Evaluation } from './evaluation';
import { describe, isList, isRecord, type Json, tryText } from './json';

type Operator = (argument: Json, at: Evaluation) => boolean | undefined;

/**
 * The functions of rules; a condition that only the account could answer is undefined.
 * Source: CloudFormation user guide, "Rule-specific intrinsic functions".
 */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['Fn::And', (argument, at) => every(at.operands(argument, '2 to 10 conditions', 2, 10), at)],
  ['Fn::Or', (argument, at) => negate(every(at.operands(argument, '2 to 10 conditions', 2, 10), at, negate))],
  ['Fn::Not', (argument, at) => negate(holds(at.operands(argument, '[condition]', 1)[0] ?? null, at))],
  ['Fn::Equals', (argument, at) => compare(argument, at, (left, right) => same(left, right))],
  ['Fn::Contains', (argument, at) => compare(argument, at, (list, value) => members(list, at).includes(text(value)))],
  [
    'Fn::EachMemberEquals',
    (argument, at) => compare(argument, at, (list, value) => members(list, at).every((item) => item === text(value))),
  ],
  [
    'Fn::EachMemberIn',
    (argument, at) =>
      compare(argument, at, (list, among) => members(list, at).every((item) => members(among, at).includes(item))),
  ],
]);

// These ask the account, and so do SSM parameters that no stack declares.
const OF_THE_ACCOUNT = /"Fn::(?:RefAll|ValueOf|ValueOfAll)"/;

/**
 * Refuses parameter values that break a rule of the template, as CloudFormation does before it makes anything. What only
 * the account can tell is taken to hold: CDK's rule on the version of the bootstrap stack is such a one.
 *
 * @param at Where the rule stands
 * @throws AssemblyError INVALID_PARAMETER
 */
export function checkRule(rule: Json, at: Evaluation): void {
  if (!isRecord(rule)) throw at.fail('NOT_A_TEMPLATE', `a rule is a mapping, got ${describe(rule)}`);
  const { RuleCondition, Assertions } = rule;
  if (RuleCondition !== undefined && holds(RuleCondition, at.at('RuleCondition')) !== true) return;
  for (const [index, assertion] of (isList(Assertions) ? Assertions : []).entries()) {
    if (!isRecord(assertion)) continue;
    const place = at.at(`Assertions[${index}]`);
    if (holds(assertion.Assert ?? null, place.at('Assert')) !== false) continue;
    throw place.fail('INVALID_PARAMETER', tryText(assertion.AssertDescription) ?? 'the assertion does not hold');
  }
}

function holds(node: Json, at: Evaluation): boolean | undefined {
  const [name, ...others] = isRecord(node) ? Object.keys(node) : [];
  const operator = name === undefined || others.length > 0 ? undefined : OPERATORS.get(name);
  if (operator !== undefined && isRecord(node) && name !== undefined) return operator(node[name] ?? null, at.at(name));
  throw at.fail(
    'UNKNOWN_INTRINSIC',
    `${describe(node)} is no condition of a rule; take one of ${[...OPERATORS.keys()].join(', ')}`,
  );
}

function every(
  nodes: readonly Json[],
  at: Evaluation,
  turn: (held: boolean | undefined) => boolean | undefined = (held) => held,
): boolean | undefined {
  const outcomes = nodes.map((node) => turn(holds(node, at)));
  if (outcomes.includes(false)) return false;
  return outcomes.includes(undefined) ? undefined : true;
}

function negate(held: boolean | undefined): boolean | undefined {
  return held === undefined ? undefined : !held;
}

function compare(argument: Json, at: Evaluation, test: (left: Json, right: Json) => boolean): boolean | undefined {
  if (OF_THE_ACCOUNT.test(JSON.stringify(argument))) return undefined;
  const [left = null, right = null] = at.operands(argument, '[value, value]', 2);
  try {
    return test(at.at(0).json(left), at.at(1).json(right));
  } catch (error) {
    if (error instanceof AssemblyError && error.code === 'MISSING_SSM_PARAMETER') return undefined;
    throw error;
  }
}

function members(value: Json, at: Evaluation): string[] {
  if (isList(value)) return value.map(text);
  throw at.fail('MALFORMED_INTRINSIC', `takes a list of texts, got ${describe(value)}`);
}

function same(left: Json, right: Json): boolean {
  return text(left) === text(right);
}

// Parameters are text on AWS, so `true` and "true" are equal there.
function text(value: Json): string {
  return tryText(value) ?? JSON.stringify(value);
}
