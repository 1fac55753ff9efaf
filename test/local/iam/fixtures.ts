import {
  type CompiledPolicies,
  type ConditionKeys,
  compilePolicies,
  type IamRequest,
  type PolicyKind,
  type RequestPrincipal,
} from '../../../local/iam';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const STREAM = `arn:aws:kinesis:eu-central-1:${ACCOUNT}:stream/events`;

export const USER: RequestPrincipal = { type: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/team/ann`, account: ACCOUNT };
export const ROLE: RequestPrincipal = {
  type: 'role',
  arn: `arn:aws:iam::${ACCOUNT}:role/service/Writer`,
  account: ACCOUNT,
  sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/Writer/run`,
};

/** A policy of the given statements, compiled. */
export function policy(kind: PolicyKind, ...statements: object[]): CompiledPolicies {
  return compilePolicies([{ name: 'Policy', document: { Version: '2012-10-17', Statement: statements } }], kind);
}

/** An identity policy that allows one action on one resource. */
export function allow(action: string, resource = '*', more: object = {}): CompiledPolicies {
  return policy('identity', { Effect: 'Allow', Action: action, Resource: resource, ...more });
}

/** A request to put a record, changed where the test cares. */
export function request(changes: Partial<IamRequest> = {}): IamRequest {
  return { principal: USER, action: 'kinesis:PutRecord', resource: STREAM, ...changes };
}

/** A request with these condition keys. */
export function withKeys(context: ConditionKeys): IamRequest {
  return request({ context });
}
