import * as fc from 'fast-check';
import { compilePolicies, evaluate, IamError } from '../../../local/iam';
import { ACCOUNT, allow, policy, request, STREAM } from './fixtures';

const decide = (...args: Parameters<typeof evaluate>) => evaluate(...args).decision;

test('a request that no statement speaks of is denied implicitly', () => {
  expect(evaluate(request(), policy('identity'))).toEqual({ decision: 'implicit-deny' });
});

test('an allow names the statement that allowed', () => {
  const policies = policy(
    'identity',
    { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    { Sid: 'Put', Effect: 'Allow', Action: ['kinesis:PutRecord'], Resource: [STREAM] },
  );
  expect(evaluate(request(), policies)).toEqual({
    decision: 'allow',
    grant: 'principal',
    statement: { policy: 'Policy', index: 1, sid: 'Put', effect: 'Allow' },
  });
});

test('an explicit deny wins over an allow, in whatever policy it stands', () => {
  const document = (Effect: string) => ({ Version: '2012-10-17', Statement: { Effect, Action: '*', Resource: '*' } });
  const policies = compilePolicies(
    [
      { name: 'A', document: document('Allow') },
      { name: 'B', document: document('Deny') },
    ],
    'identity',
  );
  expect(evaluate(request(), policies)).toEqual({
    decision: 'explicit-deny',
    statement: { policy: 'B', index: 0, effect: 'Deny' },
  });
});

test.each([
  ['kinesis:putrecord', 'allow'],
  ['KINESIS:PutRecord', 'allow'],
  ['kinesis:Put*', 'allow'],
  ['kinesis:PutRecord?', 'implicit-deny'],
  ['kinesis:PutRecor?', 'allow'],
  ['kinesis:*', 'allow'],
  ['*', 'allow'],
  ['kinesis:PutRecords', 'implicit-deny'],
])('action %s: %s', (action, decision) => {
  expect(decide(request(), allow(action))).toBe(decision);
});

test.each([
  [STREAM, 'allow'],
  [`arn:aws:kinesis:*:${ACCOUNT}:stream/*`, 'allow'],
  ['arn:aws:kinesis:eu-*-1:*:stream/event?', 'allow'],
  ['arn:aws:kinesis:*', 'allow'],
  ['arn:*:kinesis:*:*:stream/events', 'allow'],
  ['arn:aws:kinesis:e*1:*:stream/events', 'allow'],
  [`arn:aws:kinesis:eu-central-1:${ACCOUNT}:stream/Events`, 'implicit-deny'],
  [`arn:aws:kinesis:eu-central-1:${ACCOUNT}:stream/event`, 'implicit-deny'],
  [`arn:aws:kinesis:eu-central-1:${ACCOUNT}:stream.events`, 'implicit-deny'],
])('resource %s: %s', (resource, decision) => {
  expect(decide(request(), allow('kinesis:PutRecord', resource))).toBe(decision);
});

test('in a whole ARN a wildcard stays within its part, but for the last', () => {
  const invoke = request({ resource: 'arn:aws:lambda:eu-west-1:111122223333:function:ingest' });
  expect(decide(invoke, allow('*', 'arn:aws:lambda:*:*:*'))).toBe('allow');
  expect(decide(invoke, allow('*', 'arn:aws:lambda:*:*:*:in*'))).toBe('allow');
  // Reaching over the colon, the first wildcard could take in the Region.
  expect(decide(invoke, allow('*', 'arn:aws:l*-1:*:*:*'))).toBe('implicit-deny');
});

test.each([
  ['arn:aws:kinesis:*:stream/events', 'allow'],
  ['arn:aws:kinesis:*:stream/other', 'implicit-deny'],
])('in a resource of fewer than six parts a wildcard reaches over colons: %s: %s', (resource, decision) => {
  expect(decide(request(), allow('kinesis:PutRecord', resource))).toBe(decision);
});

test.each([
  ['a*a*a*a*a*a*b', 'a'.repeat(8_000)],
  ['*/*/*/*/*/*/x', '/'.repeat(8_000)],
  ['*:*:*:*:*:*:x', ':'.repeat(8_000)],
])('a path made up to keep %s busy is answered at once', (pattern, path) => {
  const api = `arn:aws:execute-api:eu-central-1:${ACCOUNT}:a1b2c3/`;
  const started = performance.now();
  const invoke = request({ action: 'execute-api:Invoke', resource: api + path });
  expect(decide(invoke, allow('execute-api:Invoke', `arn:aws:execute-api:*:*:a1b2c3/${pattern}`))).toBe(
    'implicit-deny',
  );
  expect(decide(invoke, allow('execute-api:Invoke', `arn:aws:*:*/${pattern}`))).toBe('implicit-deny');
  expect(performance.now() - started).toBeLessThan(500);
});

test('wildcards match as the plain definition of a glob does', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?', '.'), maxLength: 10 });
  fc.assert(
    fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b', ':', '.'), maxLength: 10 }), (pattern, value) => {
      const policies = allow('*', '*', { Condition: { StringLike: { 'k:v': pattern } } });
      const decision = glob(pattern, value) ? 'allow' : 'implicit-deny';
      expect(decide(request({ context: { 'k:v': value } }), policies)).toBe(decision);
    }),
    { numRuns: 1_000 },
  );
});

test('an action without a resource needs a Resource of *', () => {
  const list = request({ action: 'kinesis:ListStreams', resource: '*' });
  expect(decide(list, allow('kinesis:ListStreams'))).toBe('allow');
  expect(decide(list, allow('kinesis:ListStreams', STREAM))).toBe('implicit-deny');
});

test('NotAction and NotResource speak of everything else', () => {
  const policies = policy('identity', { Effect: 'Allow', NotAction: 'kinesis:PutRecord', NotResource: `${STREAM}2` });
  expect(decide(request(), policies)).toBe('implicit-deny');
  expect(decide(request({ action: 'kinesis:PutRecords' }), policies)).toBe('allow');
  expect(decide(request({ action: 'kinesis:PutRecords', resource: `${STREAM}2` }), policies)).toBe('implicit-deny');
});

test('a policy variable is the value of its key, taken literally', () => {
  const policies = allow('kinesis:PutRecord', 'arn:aws:kinesis:*:*:stream/${aws:username}');
  const on = (name: string) => request({ resource: STREAM.replace('events', name) });
  expect(decide(on('ann'), policies)).toBe('allow');
  expect(decide(on('bob'), policies)).toBe('implicit-deny');
  const tagged = allow('kinesis:PutRecord', 'arn:aws:kinesis:*:*:stream/${aws:PrincipalTag/team}');
  expect(decide({ ...on('x'), context: { 'aws:PrincipalTag/Team': '*' } }, tagged)).toBe('implicit-deny');
  expect(decide({ ...on('*'), context: { 'aws:PrincipalTag/Team': '*' } }, tagged)).toBe('allow');
});

test('a policy variable without a value matches nothing, unless it has a default', () => {
  const resource = 'arn:aws:kinesis:*:*:stream/${aws:PrincipalTag/team}';
  expect(decide(request(), allow('kinesis:PutRecord', resource))).toBe('implicit-deny');
  const withDefault = resource.replace('}', ", 'events'}");
  expect(decide(request(), allow('kinesis:PutRecord', withDefault))).toBe('allow');
});

test('${*}, ${?} and ${$} stand for the characters themselves', () => {
  const policies = allow('kinesis:PutRecord', 'arn:aws:kinesis:*:*:stream/${*}${?}${$}');
  expect(decide(request({ resource: STREAM.replace('events', '*?$') }), policies)).toBe('allow');
  expect(decide(request({ resource: STREAM.replace('events', 'abc') }), policies)).toBe('implicit-deny');
});

test('a policy of version 2008-10-17, the default, has no variables', () => {
  const document = { Statement: { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::b/${aws:username}' } };
  const policies = compilePolicies([{ name: 'Old', document }], 'identity');
  expect(decide(request({ resource: 'arn:aws:s3:::b/ann' }), policies)).toBe('implicit-deny');
  expect(decide(request({ resource: 'arn:aws:s3:::b/${aws:username}' }), policies)).toBe('allow');
});

test.each<[string, string, object]>([
  ['an unknown operator', 'IAM_UNKNOWN_OPERATOR', { Condition: { StringLikes: { a: 'b' } } }],
  ['IfExists after Null', 'IAM_UNKNOWN_OPERATOR', { Condition: { NullIfExists: { a: 'true' } } }],
  ['an unknown set prefix', 'IAM_UNKNOWN_OPERATOR', { Condition: { 'ForSome:StringLike': { a: 'b' } } }],
  ['an inherited property as operator', 'IAM_UNKNOWN_OPERATOR', { Condition: { constructor: { a: 'b' } } }],
  ['text for a number', 'IAM_INVALID_CONDITION_VALUE', { Condition: { NumericEquals: { a: 'b' } } }],
  ['text for a date', 'IAM_INVALID_CONDITION_VALUE', { Condition: { DateLessThan: { a: 'tomorrow' } } }],
  ['text for an address', 'IAM_INVALID_CONDITION_VALUE', { Condition: { IpAddress: { a: '10.0.0.0/33' } } }],
  ['text for a Boolean', 'IAM_INVALID_CONDITION_VALUE', { Condition: { Bool: { a: 'yes' } } }],
  ['an object as value', 'IAM_INVALID_CONDITION_VALUE', { Condition: { StringEquals: { a: {} } } }],
  ['a Condition that is a list', 'IAM_MALFORMED_POLICY', { Condition: [] }],
  ['an unclosed variable', 'IAM_INVALID_VARIABLE', { Resource: 'arn:aws:s3:::b/${aws:username' }],
  ['a misspelt element', 'IAM_UNKNOWN_ELEMENT', { Conditions: {} }],
  ['a Principal in an identity policy', 'IAM_UNKNOWN_ELEMENT', { Principal: '*' }],
  ['an action without service', 'IAM_INVALID_ACTION', { Action: 'PutRecord' }],
  ['a resource that is no ARN', 'IAM_INVALID_RESOURCE', { Resource: 'execute-api:/*' }],
  ['both Action and NotAction', 'IAM_MALFORMED_POLICY', { NotAction: '*' }],
  ['no resource', 'IAM_MALFORMED_POLICY', { Resource: [] }],
  ['another effect', 'IAM_MALFORMED_POLICY', { Effect: 'allow' }],
])('fails for %s, naming the place', (_, code, change) => {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', ...change };
  expect(() => policy('identity', statement)).toThrow(
    expect.objectContaining({ code, position: expect.stringMatching(/^Policy\.Statement\[0\]/) }),
  );
});

test.each([
  ['no document', null, 'IAM_MALFORMED_POLICY'],
  ['another version', { Version: '2020-01-01', Statement: [] }, 'IAM_MALFORMED_POLICY'],
  ['an unknown element', { Statements: [] }, 'IAM_UNKNOWN_ELEMENT'],
  ['no statement', {}, 'IAM_MALFORMED_POLICY'],
])('fails for a policy with %s', (_, document, code) => {
  expect(() => compilePolicies([{ name: 'P', document }], 'identity')).toThrow(expect.objectContaining({ code }));
});

test('whatever the document, the evaluator decides or throws its own error', () => {
  const text = fc.oneof(
    fc.constantFrom('*', 'kinesis:Put*', STREAM, '${aws:username}', '2012-10-17', 'StringLike', 'Allow', 'AWS'),
    fc.string(),
  );
  const json = fc.letrec((tie) => ({
    value: fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  })).value;
  const statement = fc.record(
    { Effect: fc.constantFrom('Allow', 'Deny'), Action: json, Resource: json, Principal: json, Condition: json },
    { requiredKeys: ['Effect', 'Action', 'Resource'] },
  );
  fc.assert(
    fc.property(statement, fc.constantFrom('identity', 'resource', 'trust'), (Statement, kind) => {
      try {
        const compiled = compilePolicies([{ name: 'P', document: { Version: '2012-10-17', Statement } }], kind);
        expect(['allow', 'explicit-deny', 'implicit-deny']).toContain(decide(request(), compiled));
      } catch (error) {
        expect(error).toBeInstanceOf(IamError);
        expect((error as IamError).position).toMatch(/^P/);
      }
    }),
  );
});

function glob(pattern: string, value: string): boolean {
  if (pattern === '') return value === '';
  if (pattern[0] === '*') return glob(pattern.slice(1), value) || (value !== '' && glob(pattern, value.slice(1)));
  return value !== '' && (pattern[0] === '?' || pattern[0] === value[0]) && glob(pattern.slice(1), value.slice(1));
}
