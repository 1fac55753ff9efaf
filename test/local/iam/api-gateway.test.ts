import {
  type ApiAuthorizationType,
  apiAccessDeniedMessage,
  authorizeApiCall,
  type Decision,
  deniesBeforeAuthorizer,
  type Evaluation,
  expandExecuteApiResources,
} from '../../../local/iam';
import { ACCOUNT, request } from './fixtures';

const ALLOW: Evaluation = { decision: 'allow', grant: 'principal' };
const SILENT: Evaluation = { decision: 'implicit-deny' };
const DENY: Evaluation = { decision: 'explicit-deny' };
const API = `arn:aws:execute-api:eu-central-1:${ACCOUNT}:a1b2c3`;

test.each<[caller: Evaluation, resource: Evaluation | undefined, same: Decision, cross: Decision]>([
  [ALLOW, ALLOW, 'allow', 'allow'],
  [ALLOW, SILENT, 'allow', 'implicit-deny'],
  [ALLOW, undefined, 'allow', 'implicit-deny'],
  [ALLOW, DENY, 'explicit-deny', 'explicit-deny'],
  [SILENT, ALLOW, 'allow', 'implicit-deny'],
  [SILENT, SILENT, 'implicit-deny', 'implicit-deny'],
  [SILENT, undefined, 'implicit-deny', 'implicit-deny'],
  [SILENT, DENY, 'explicit-deny', 'explicit-deny'],
  [DENY, ALLOW, 'explicit-deny', 'explicit-deny'],
  [DENY, SILENT, 'explicit-deny', 'explicit-deny'],
  [DENY, DENY, 'explicit-deny', 'explicit-deny'],
])('caller %j and resource policy %j: %s, across accounts %s', (caller, resource, same, cross) => {
  for (const type of ['AWS_IAM', 'CUSTOM'] as const) {
    expect(authorizeApiCall({ type, caller, resource }).decision).toBe(same);
    expect(authorizeApiCall({ type, caller, resource, sameAccount: false }).decision).toBe(cross);
  }
});

test.each<[ApiAuthorizationType, Evaluation | undefined, Decision]>([
  ['NONE', undefined, 'allow'],
  ['NONE', ALLOW, 'allow'],
  ['NONE', SILENT, 'implicit-deny'],
  ['NONE', DENY, 'explicit-deny'],
  ['COGNITO_USER_POOLS', undefined, 'allow'],
  ['COGNITO_USER_POOLS', ALLOW, 'allow'],
  ['COGNITO_USER_POOLS', SILENT, 'implicit-deny'],
])('%s with resource policy %j: %s', (type, resource, decision) => {
  expect(authorizeApiCall({ type, resource })).toMatchObject({ decision, by: 'resource-based policy' });
});

test('a resource policy that names the account leaves the word to its users', () => {
  const delegating: Evaluation = { decision: 'allow', grant: 'account' };
  expect(authorizeApiCall({ type: 'AWS_IAM', caller: SILENT, resource: delegating }).decision).toBe('implicit-deny');
  expect(authorizeApiCall({ type: 'AWS_IAM', caller: ALLOW, resource: delegating, sameAccount: false }).decision).toBe(
    'allow',
  );
});

test('only an explicit deny keeps a Lambda authorizer from being called', () => {
  expect([undefined, ALLOW, SILENT, DENY].map(deniesBeforeAuthorizer)).toEqual([false, false, false, true]);
});

test('a refusal masks the account of the API', () => {
  const call = request({
    principal: { type: 'anonymous' },
    action: 'execute-api:Invoke',
    resource: `${API}/prod/POST/events`,
  });
  const message = (resource: Evaluation) => apiAccessDeniedMessage(call, authorizeApiCall({ type: 'NONE', resource }));
  const start =
    'User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-central-1:********3333:a1b2c3/prod/POST/events';
  expect(message(DENY)).toBe(`${start} with an explicit deny in a resource-based policy`);
  expect(message(SILENT)).toBe(`${start} because no resource-based policy allows the execute-api:Invoke action`);
});

test('the short form of a resource is written out, and nothing else is touched', () => {
  const statement = (Resource: unknown) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource }],
  });
  expect(expandExecuteApiResources(statement(['execute-api:/*', '*', `${API}/x`]), API)).toEqual(
    statement([`${API}/*`, '*', `${API}/x`]),
  );
});
