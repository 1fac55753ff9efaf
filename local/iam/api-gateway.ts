import { accessDeniedMessage, type PolicyType } from './authorize';
import type { Decision, Evaluation } from './evaluate';
import type { IamRequest } from './request-context';

/** `AuthorizationType` of a method. */
export type ApiAuthorizationType = 'NONE' | 'AWS_IAM' | 'CUSTOM' | 'COGNITO_USER_POOLS';

export interface ApiAuthorizationInput {
  readonly type: ApiAuthorizationType;
  /** What the API's resource policy says; left out if the API has none. */
  readonly resource?: Evaluation;
  /** What the caller's policies say (AWS_IAM) or the policy the authorizer returned (CUSTOM). */
  readonly caller?: Evaluation;
  /**
   * Whether caller and API are in one account.
   * @default true
   */
  readonly sameAccount?: boolean;
}

export interface ApiAuthorizationResult extends Evaluation {
  readonly by: PolicyType;
}

type OutcomeTable = Readonly<Record<Decision, Readonly<Record<Decision, Decision>>>>;

const DENIED = {
  allow: 'explicit-deny',
  'implicit-deny': 'explicit-deny',
  'explicit-deny': 'explicit-deny',
} as const;

/** Within one account, by the caller's policies, then the resource policy. */
const SAME_ACCOUNT: OutcomeTable = {
  allow: { allow: 'allow', 'implicit-deny': 'allow', 'explicit-deny': 'explicit-deny' },
  'implicit-deny': { allow: 'allow', 'implicit-deny': 'implicit-deny', 'explicit-deny': 'explicit-deny' },
  'explicit-deny': DENIED,
};

/** Across accounts both must allow. */
const CROSS_ACCOUNT: OutcomeTable = {
  allow: { allow: 'allow', 'implicit-deny': 'implicit-deny', 'explicit-deny': 'explicit-deny' },
  'implicit-deny': { allow: 'implicit-deny', 'implicit-deny': 'implicit-deny', 'explicit-deny': 'explicit-deny' },
  'explicit-deny': DENIED,
};

const SILENT: Evaluation = { decision: 'implicit-deny' };

/**
 * Combines the resource policy of an API with what authenticated the caller.
 *
 * - NONE: the resource policy, if there is one, must allow.
 * - AWS_IAM, CUSTOM: the outcome tables of the documentation. With CUSTOM, the gateway asks for an explicit deny of
 *   the resource policy before it calls the authorizer: see {@link deniesBeforeAuthorizer}.
 * - COGNITO_USER_POOLS: once the token is good, as NONE.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function authorizeApiCall(input: ApiAuthorizationInput): ApiAuthorizationResult {
  const { type, resource, caller = SILENT, sameAccount = true } = input;
  if (type === 'NONE' || type === 'COGNITO_USER_POOLS') {
    return { ...(resource ?? { decision: 'allow' }), by: 'resource-based policy' };
  }
  // An API without a policy is silent to its own account, and so to others.
  const stated = resource ?? SILENT;
  const table = sameAccount ? SAME_ACCOUNT : CROSS_ACCOUNT;
  const decision = table[caller.decision][weigh(stated, sameAccount)];
  const decider = deciderOf(decision, caller, stated, sameAccount);
  return decider === 'caller'
    ? { ...caller, decision, by: 'identity-based policy' }
    : { ...stated, decision, by: 'resource-based policy' };
}

/** Whether the resource policy refuses before a Lambda authorizer is called. */
export function deniesBeforeAuthorizer(resource: Evaluation | undefined): boolean {
  return resource?.decision === 'explicit-deny';
}

/** The `Message` of ACCESS_DENIED: the account of the API is masked but for its last four digits. */
export function apiAccessDeniedMessage(request: IamRequest, result: ApiAuthorizationResult): string {
  const masked = request.resource.replace(/^(arn:[^:]*:execute-api:[^:]*:)\d{8}(\d{4}:)/, '$1********$2');
  return accessDeniedMessage(request, result, masked);
}

/**
 * Writes out the short form of an API's own resource policy, `execute-api:/stage/VERB/path`, as API Gateway does when
 * the policy is saved.
 *
 * @param apiArn `arn:aws:execute-api:region:account:apiId`
 */
export function expandExecuteApiResources(document: unknown, apiArn: string): unknown {
  if (Array.isArray(document)) return document.map((one) => expandExecuteApiResources(one, apiArn));
  if (typeof document === 'string') return document.replace(/^execute-api:\//, `${apiArn}/`);
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [
      name,
      name === 'Statement' || name === 'Resource' || name === 'NotResource'
        ? expandExecuteApiResources(value, apiArn)
        : value,
    ]),
  );
}

/** Within the account, an Allow that names the account leaves the word to the caller's policies. */
function weigh({ decision, grant }: Evaluation, sameAccount: boolean): Decision {
  return sameAccount && decision === 'allow' && grant === 'account' ? 'implicit-deny' : decision;
}

function deciderOf(
  decision: Decision,
  caller: Evaluation,
  resource: Evaluation,
  sameAccount: boolean,
): 'caller' | 'resource' {
  if (decision === 'explicit-deny') return caller.decision === 'explicit-deny' ? 'caller' : 'resource';
  if (decision === 'allow') return caller.decision === 'allow' ? 'caller' : 'resource';
  return !sameAccount && resource.decision !== 'allow' ? 'resource' : 'caller';
}
