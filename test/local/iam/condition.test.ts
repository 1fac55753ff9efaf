import { type ConditionKeys, evaluate } from '../../../local/iam';
import { allow, withKeys } from './fixtures';

type Case = [operator: string, expected: unknown, key: ConditionKeys[string], holds: boolean];

const KEY = 'test:Key';

test.each<Case>([
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', ['a', 'b'], 'c', true],
  ['StringEqualsIgnoreCase', 'aB', 'Ab', true],
  ['StringNotEqualsIgnoreCase', 'aB', 'Ab', false],
  ['StringLike', 'a*c?', 'abbcd', true],
  ['StringLike', 'a.c', 'abc', false],
  ['StringNotLike', 'a*', 'abc', false],
  ['StringEquals', true, true, true],
  ['ArnEquals', 'arn:aws:s3:::*', 'arn:aws:s3:::b', true],
  ['ArnLike', 'arn:aws:sns:*:1:t', 'arn:aws:sns:eu-west-1:1:t', true],
  ['ArnLike', 'arn:aws:sns:*:t', 'arn:aws:sns:eu-west-1:1:t', false],
  ['ArnNotLike', 'arn:aws:sns:*:1:t', 'arn:aws:sns:eu-west-1:1:t', false],
  ['ArnNotEquals', 'arn:aws:sns:*:1:t', 'arn:aws:sns:eu-west-1:1:u', true],
  ['Bool', 'true', true, true],
  ['Bool', false, 'False', true],
  ['Bool', 'true', false, false],
  ['NumericEquals', '10', '10.0', true],
  ['NumericNotEquals', 10, 10, false],
  ['NumericLessThan', '10', 9.5, true],
  ['NumericLessThan', '10', 10, false],
  ['NumericLessThanEquals', '10', 10, true],
  ['NumericGreaterThan', '10', '9', false],
  ['NumericGreaterThan', '10', 'many', false],
  ['NumericGreaterThanEquals', '-1e3', 0, true],
  ['DateEquals', '2026-03-01T00:00:00Z', '1772323200', true],
  ['DateEquals', '2026-03-01T00:00', '2026-03-01', true],
  ['DateNotEquals', '2026-03-01', '2026-03-02', true],
  ['DateLessThan', '2026-03-01T00:00:00Z', '2026-02-28T23:59:59.999Z', true],
  ['DateLessThanEquals', '2026-03-01', '2026-03-01T01:00:00+01:00', true],
  ['DateGreaterThan', '2026', '2025-12-31T23:59:59Z', false],
  ['DateGreaterThanEquals', '2026-03', '2026-03-01T00:00:00Z', true],
  ['IpAddress', '203.0.113.0/24', '203.0.113.7', true],
  ['IpAddress', '203.0.113.0/24', '203.0.114.7', false],
  ['IpAddress', '127.0.0.1', '::ffff:127.0.0.1', true],
  ['IpAddress', '2001:DB8::/32', '2001:db8:1::1', true],
  ['IpAddress', '2001:db8::/32', '203.0.113.7', false],
  ['IpAddress', ['10.0.0.0/8', '2001:db8::/32'], '10.1.2.3', true],
  ['NotIpAddress', ['10.0.0.0/8', '192.168.0.0/16'], '192.168.1.1', false],
  ['NotIpAddress', '10.0.0.0/8', '11.0.0.1', true],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', false],
])('%s %j on %j: %s', (operator, expected, actual, holds) => {
  expect(decide(operator, expected, actual)).toBe(holds);
});

test.each<[operator: string, holds: boolean]>([
  ['StringEquals', false],
  ['StringNotEquals', true],
  ['ArnNotLike', true],
  ['NotIpAddress', true],
  ['NumericLessThan', false],
  ['StringEqualsIfExists', true],
  ['BoolIfExists', true],
  ['ForAllValues:StringEquals', true],
  ['ForAnyValue:StringEquals', false],
  ['ForAnyValue:StringNotEquals', false],
  ['ForAnyValue:StringEqualsIfExists', true],
])('%s on a key that the request lacks: %s', (operator, holds) => {
  const values: Record<string, string> = { NotIpAddress: '10.0.0.0/8', NumericLessThan: '1', BoolIfExists: 'true' };
  expect(decide(operator, values[operator] ?? 'a', undefined)).toBe(holds);
});

test.each<Case>([
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', ['a', 'b'], [], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], false],
  ['ForAnyValue:StringNotEquals', ['a', 'b'], ['c', 'a'], true],
  ['ForAnyValue:StringLikeIfExists', 'a*', ['b', 'ab'], true],
  ['StringEqualsIfExists', 'a', 'b', false],
])('%s %j on %j: %s', (operator, expected, actual, holds) => {
  expect(decide(operator, expected, actual)).toBe(holds);
});

test.each<[expected: string, key: ConditionKeys[string], holds: boolean]>([
  ['true', undefined, true],
  ['true', 'a', false],
  ['false', 'a', true],
  ['false', undefined, false],
  ['false', [], false],
])('Null %s on %j: %s', (expected, actual, holds) => {
  expect(decide('Null', expected, actual)).toBe(holds);
});

test('every key of every operator must hold', () => {
  const policies = allow('*', '*', {
    Condition: { StringEquals: { 'k:a': '1', 'k:b': '2' }, Bool: { 'aws:SecureTransport': 'true' } },
  });
  const all = { 'k:a': '1', 'k:b': '2', 'aws:SecureTransport': true };
  expect(evaluate(withKeys(all), policies).decision).toBe('allow');
  for (const name of Object.keys(all)) {
    expect(evaluate(withKeys({ ...all, [name]: 'other' }), policies).decision).toBe('implicit-deny');
  }
});

test('the name of a key is not case-sensitive', () => {
  const policies = allow('*', '*', { Condition: { StringEquals: { 'AWS:sourcevpce': 'vpce-1' } } });
  expect(evaluate(withKeys({ 'aws:SourceVpce': 'vpce-1' }), policies).decision).toBe('allow');
});

test('a value can hold a policy variable', () => {
  const policies = allow('*', '*', { Condition: { StringLike: { 's3:prefix': 'home/${aws:username}/*' } } });
  expect(evaluate(withKeys({ 's3:prefix': 'home/ann/x' }), policies).decision).toBe('allow');
  expect(evaluate(withKeys({ 's3:prefix': 'home/bob/x' }), policies).decision).toBe('implicit-deny');
});

test('the keys of the principal are there by themselves', () => {
  const policies = allow('*', '*', {
    Condition: {
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/team/*' },
      StringEquals: { 'aws:PrincipalAccount': '111122223333', 'aws:PrincipalType': 'User' },
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
    },
  });
  expect(evaluate(withKeys({}), policies).decision).toBe('allow');
});

function decide(operator: string, expected: unknown, actual: ConditionKeys[string]): boolean {
  const policies = allow('*', '*', { Condition: { [operator]: { [KEY]: expected } } });
  return evaluate(withKeys({ [KEY]: actual }), policies).decision === 'allow';
}
