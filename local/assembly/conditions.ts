import type { Evaluation } from './evaluation';
import { describe, isRecord, type Json, tryText } from './json';

type Operator = (argument: Json, at: Evaluation) => boolean;

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['Condition', (argument, at) => at.lookups.condition(at.text(argument), at)],
  ['Fn::Equals', equals],
  ['Fn::Not', (argument, at) => !truth(at.operands(argument, '[condition]', 1)[0] ?? null, at)],
  ['Fn::And', (argument, at) => at.operands(argument, '1 to 10 conditions', 1, 10).every((node) => truth(node, at))],
  ['Fn::Or', (argument, at) => at.operands(argument, '1 to 10 conditions', 1, 10).some((node) => truth(node, at))],
]);

/** Whether a condition, as the `Conditions` section declares it, holds. */
export function truth(node: Json, at: Evaluation): boolean {
  const [name, ...others] = isRecord(node) ? Object.keys(node) : [];
  const operator = name === undefined || others.length > 0 ? undefined : OPERATORS.get(name);
  if (operator !== undefined && isRecord(node) && name !== undefined) return operator(node[name] ?? null, at.at(name));
  if (isRecord(node)) {
    throw at.fail(
      'UNKNOWN_INTRINSIC',
      `'${Object.keys(node).join(', ')}' is no condition function; take one of ${[...OPERATORS.keys()].join(', ')}`,
    );
  }
  const literal = tryText(node)?.toLowerCase();
  if (literal === 'true' || literal === 'false') return literal === 'true';
  throw at.fail('MALFORMED_INTRINSIC', `must be a condition, got ${describe(node)}`);
}

function equals(argument: Json, at: Evaluation): boolean {
  const [left = null, right = null] = at.operands(argument, '[value, value]', 2);
  return comparable(at.json(left)) === comparable(at.json(right));
}

// Parameters are text on AWS, so `true` and "true" are equal there.
function comparable(value: Json): string {
  return tryText(value) ?? JSON.stringify(value);
}
