import {
  type AuthorizationInput,
  accessDeniedMessage,
  authorize,
  authorizeAssumeRole,
  type CompiledPolicies,
  type RequestPrincipal,
} from '../../../local/iam';
import { ACCOUNT, allow, OTHER_ACCOUNT, policy, ROLE, request, STREAM, USER } from './fixtures';

const FULL = allow('*');
const NONE = policy('identity');
const DENY = policy('identity', { Effect: 'Deny', Action: '*', Resource: '*' });
const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/team/ann`;
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/service/Writer`;

function granting(Principal: unknown, Effect = 'Allow'): CompiledPolicies {
  return policy('resource', { Effect, Principal, Action: '*', Resource: '*' });
}

function outcome(input: Partial<AuthorizationInput>): string {
  const { decision, by } = authorize({ request: request(), resourceAccount: ACCOUNT, ...input });
  return `${decision} by ${by}`;
}

describe('within an account', () => {
  test.each<[string, Partial<AuthorizationInput>, string]>([
    ['nothing says anything', {}, 'implicit-deny by identity-based policy'],
    ['the identity policy allows', { identity: FULL }, 'allow by identity-based policy'],
    [
      'only the resource policy allows the user',
      { resource: granting({ AWS: USER_ARN }) },
      'allow by resource-based policy',
    ],
    ['only the resource policy allows everyone', { resource: granting('*') }, 'allow by resource-based policy'],
    [
      'the resource policy only delegates to the account',
      { resource: granting({ AWS: ACCOUNT }) },
      'implicit-deny by identity-based policy',
    ],
    [
      'the resource policy denies',
      { identity: FULL, resource: granting('*', 'Deny') },
      'explicit-deny by resource-based policy',
    ],
    [
      'the identity policy denies',
      { identity: DENY, resource: granting('*') },
      'explicit-deny by identity-based policy',
    ],
    ['the boundary is silent', { identity: FULL, boundary: NONE }, 'implicit-deny by permissions boundary'],
    ['the boundary allows too', { identity: FULL, boundary: FULL }, 'allow by identity-based policy'],
    ['the boundary denies', { identity: FULL, boundary: DENY }, 'explicit-deny by permissions boundary'],
    [
      'the resource policy allows the user past a silent boundary',
      { resource: granting({ AWS: USER_ARN }), boundary: NONE },
      'allow by resource-based policy',
    ],
  ])('%s', (_, input, expected) => {
    expect(outcome(input)).toBe(expected);
  });

  test('a silent boundary limits what a resource policy allows a role, but not its session', () => {
    const asRole = { request: request({ principal: ROLE }), boundary: NONE };
    expect(outcome({ ...asRole, resource: granting({ AWS: ROLE_ARN }) })).toMatch(/^implicit-deny/);
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/Writer/run`;
    expect(outcome({ ...asRole, resource: granting({ AWS: session }) })).toBe('allow by resource-based policy');
  });

  test('the root user needs no policy', () => {
    const principal: RequestPrincipal = { type: 'root', arn: `arn:aws:iam::${ACCOUNT}:root`, account: ACCOUNT };
    expect(outcome({ request: request({ principal }) })).toBe('allow by identity-based policy');
  });
});

describe('across accounts', () => {
  test.each<[string, Partial<AuthorizationInput>, string]>([
    ['only the identity policy allows', { identity: FULL }, 'implicit-deny by resource-based policy'],
    [
      'only the resource policy allows',
      { resource: granting({ AWS: USER_ARN }) },
      'implicit-deny by identity-based policy',
    ],
    ['both allow', { identity: FULL, resource: granting({ AWS: ACCOUNT }) }, 'allow by identity-based policy'],
    [
      'both allow, but the boundary is silent',
      { identity: FULL, resource: granting({ AWS: ACCOUNT }), boundary: NONE },
      'implicit-deny by permissions boundary',
    ],
  ])('%s', (_, input, expected) => {
    expect(outcome({ ...input, resourceAccount: OTHER_ACCOUNT })).toBe(expected);
  });
});

describe('a KMS key', () => {
  const key = { resourcePolicyRequired: true };
  test.each<[string, Partial<AuthorizationInput>, string]>([
    [
      'is closed to an identity policy that its own does not back',
      { identity: FULL },
      'implicit-deny by resource-based policy',
    ],
    [
      'is open to the identity policies of an account it delegates to',
      { identity: FULL, resource: granting({ AWS: ACCOUNT }) },
      'allow by identity-based policy',
    ],
    [
      'is closed to a caller of that account without such a policy',
      { resource: granting({ AWS: ACCOUNT }) },
      'implicit-deny by identity-based policy',
    ],
    [
      'is open to a role it names',
      { request: request({ principal: ROLE }), resource: granting({ AWS: ROLE_ARN }) },
      'allow by resource-based policy',
    ],
  ])('%s', (_, input, expected) => {
    expect(outcome({ ...key, ...input })).toBe(expected);
  });
});

describe('a role', () => {
  const trust = (Principal: unknown, more: object = {}) =>
    policy('trust', { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more });
  const assume = (principal: RequestPrincipal, resource: CompiledPolicies, identity?: CompiledPolicies, context = {}) =>
    authorizeAssumeRole({
      request: { principal, action: 'sts:AssumeRole', resource: ROLE_ARN, context },
      resource,
      identity,
      resourceAccount: ACCOUNT,
    }).decision;
  const gateway: RequestPrincipal = { type: 'service', service: 'apigateway.amazonaws.com' };

  test('can be assumed by the service it trusts, and by no other', () => {
    expect(assume(gateway, trust({ Service: 'apigateway.amazonaws.com' }))).toBe('allow');
    expect(assume(gateway, trust({ Service: 'firehose.amazonaws.com' }))).toBe('implicit-deny');
  });

  test('can ask the service for the account it acts for', () => {
    const trusting = trust(
      { Service: 'apigateway.amazonaws.com' },
      { Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } },
    );
    expect(assume(gateway, trusting, undefined, { 'aws:SourceAccount': ACCOUNT })).toBe('allow');
    expect(assume(gateway, trusting, undefined, { 'aws:SourceAccount': OTHER_ACCOUNT })).toBe('implicit-deny');
  });

  test('that trusts the account can be assumed by who may assume it', () => {
    expect(assume(USER, trust({ AWS: ACCOUNT }), allow('sts:AssumeRole', ROLE_ARN))).toBe('allow');
    expect(assume(USER, trust({ AWS: ACCOUNT }))).toBe('implicit-deny');
    expect(assume(USER, trust({ AWS: OTHER_ACCOUNT }), FULL)).toBe('implicit-deny');
  });
});

test('a refusal says who, what, where and why, as AWS does', () => {
  const silent = authorize({ request: request({ principal: ROLE }), resourceAccount: ACCOUNT });
  expect(accessDeniedMessage(request({ principal: ROLE }), silent)).toBe(
    `User: arn:aws:sts::${ACCOUNT}:assumed-role/Writer/run is not authorized to perform: kinesis:PutRecord on resource: ${STREAM} because no identity-based policy allows the kinesis:PutRecord action`,
  );
  const denied = authorize({ request: request(), resourceAccount: ACCOUNT, resource: granting('*', 'Deny') });
  expect(accessDeniedMessage(request(), denied)).toMatch(/ with an explicit deny in a resource-based policy$/);
});
