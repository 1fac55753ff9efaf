import { evaluate, type Grant, type RequestPrincipal } from '../../../local/iam';
import { ACCOUNT, OTHER_ACCOUNT, policy, ROLE, request, USER } from './fixtures';

const ROOT: RequestPrincipal = { type: 'root', arn: `arn:aws:iam::${ACCOUNT}:root`, account: ACCOUNT };
const FIREHOSE: RequestPrincipal = { type: 'service', service: 'firehose.amazonaws.com' };
const ANONYMOUS: RequestPrincipal = { type: 'anonymous' };

test.each<[element: unknown, caller: RequestPrincipal, grant: Grant | undefined]>([
  ['*', ANONYMOUS, 'principal'],
  ['*', USER, 'principal'],
  [{ AWS: '*' }, ROLE, 'principal'],
  [{ AWS: ACCOUNT }, USER, 'account'],
  [{ AWS: `arn:aws:iam::${ACCOUNT}:root` }, ROLE, 'account'],
  [{ AWS: `arn:aws:iam::${ACCOUNT}:root` }, ROOT, 'principal'],
  [{ AWS: OTHER_ACCOUNT }, USER, undefined],
  [{ AWS: ACCOUNT }, ANONYMOUS, undefined],
  [{ AWS: ACCOUNT }, FIREHOSE, undefined],
  [{ AWS: [`arn:aws:iam::${ACCOUNT}:user/team/ann`, ACCOUNT] }, USER, 'principal'],
  [{ AWS: `arn:aws:iam::${ACCOUNT}:role/service/Writer` }, ROLE, 'role'],
  [{ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/Writer/run` }, ROLE, 'principal'],
  [{ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/Writer/other` }, ROLE, undefined],
  [{ AWS: 'AIDAEXAMPLEEXAMPLE' }, { ...USER, id: 'AIDAEXAMPLEEXAMPLE' } as RequestPrincipal, 'principal'],
  [{ Service: ['lambda.amazonaws.com', 'firehose.amazonaws.com'] }, FIREHOSE, 'principal'],
  [{ Service: 'lambda.amazonaws.com' }, FIREHOSE, undefined],
  [{ CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' }, USER, undefined],
  [
    { Federated: 'cognito-identity.amazonaws.com' },
    { type: 'federated', provider: 'cognito-identity.amazonaws.com' },
    'principal',
  ],
])('Principal %j for %j: %s', (Principal, principal, grant) => {
  const policies = policy('resource', { Effect: 'Allow', Principal, Action: '*', Resource: '*' });
  expect(evaluate(request({ principal }), policies).grant).toBe(grant);
});

test('NotPrincipal denies everyone but who is listed in all he is', () => {
  const deny = (...AWS: string[]) =>
    policy('resource', { Effect: 'Deny', NotPrincipal: { AWS }, Action: '*', Resource: '*' });
  const { arn } = USER as { arn: string };
  expect(evaluate(request(), deny(arn, ACCOUNT)).decision).toBe('implicit-deny');
  expect(evaluate(request(), deny(arn)).decision).toBe('explicit-deny');
  expect(evaluate(request(), deny(ACCOUNT)).decision).toBe('explicit-deny');
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/Writer/run`;
  const role = `arn:aws:iam::${ACCOUNT}:role/service/Writer`;
  expect(evaluate(request({ principal: ROLE }), deny(session, role, ACCOUNT)).decision).toBe('implicit-deny');
  expect(evaluate(request({ principal: ROLE }), deny(role, ACCOUNT)).decision).toBe('explicit-deny');
});

test.each([
  ['text other than *', 'me'],
  ['an unknown type', { Amazon: '*' }],
  ['a wildcard within an ARN', { AWS: `arn:aws:iam::${ACCOUNT}:role/*` }],
  ['nobody', {}],
  ['no text', { AWS: 1 }],
])('fails for %s', (_, Principal) => {
  expect(() => policy('resource', { Effect: 'Allow', Principal, Action: '*', Resource: '*' })).toThrow(
    expect.objectContaining({
      code: 'IAM_INVALID_PRINCIPAL',
      position: expect.stringContaining('Policy.Statement[0].Principal'),
    }),
  );
});

test('fails for a resource policy that names no principal', () => {
  expect(() => policy('resource', { Effect: 'Allow', Action: '*', Resource: '*' })).toThrow(
    expect.objectContaining({ code: 'IAM_MALFORMED_POLICY' }),
  );
});
