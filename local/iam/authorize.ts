import { type CompiledPolicies, type Decision, type Evaluation, evaluate } from './evaluate';
import type { RequestPrincipal } from './principal';
import type { IamRequest } from './request-context';

/** Everything that has a say in a request. */
export interface AuthorizationInput {
  readonly request: IamRequest;
  /** Policies of the caller: of the user or role, and of its groups. */
  readonly identity?: CompiledPolicies;
  /** Policy of the resource, or trust policy of the role. */
  readonly resource?: CompiledPolicies;
  /** Permissions boundary of the caller. */
  readonly boundary?: CompiledPolicies;
  /** Account the resource is in. */
  readonly resourceAccount: string;
  /**
   * Whether the resource's policy must allow, within the account too: it is so for KMS keys and for assuming a role.
   * @default false
   */
  readonly resourcePolicyRequired?: boolean;
}

/** Where a decision was made. */
export type PolicyType = 'identity-based policy' | 'resource-based policy' | 'permissions boundary';

/** The final decision, and the policy that made it or was missing. */
export interface AuthorizationResult extends Evaluation {
  readonly by: PolicyType;
}

const SILENT: Evaluation = { decision: 'implicit-deny' };

/**
 * Combines all policies of a request, within an account and across accounts.
 *
 * - An explicit deny anywhere wins.
 * - Within the account, the caller's policies or the resource's policy suffices; an Allow that names the account only
 *   delegates to the caller's policies.
 * - Across accounts, and where the resource's policy is required, both must allow (a resource policy that names the
 *   caller suffices within the account).
 * - The boundary limits what the caller's policies allow, and what a resource's policy allows his role.
 * - A service, a federated user and an anonymous caller have no policies of their own.
 *
 * Service control policies and session policies are not emulated.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function authorize(input: AuthorizationInput): AuthorizationResult {
  const { request, resourceAccount, resourcePolicyRequired = false } = input;
  const identity = input.identity ? evaluate(request, input.identity) : ofAccount(request.principal);
  const resource = input.resource ? evaluate(request, input.resource) : SILENT;
  const boundary = input.boundary ? evaluate(request, input.boundary) : undefined;

  const denied = explicitDeny(identity, resource, boundary);
  if (denied !== undefined) return denied;
  const resourceAllows = resource.decision === 'allow';
  if (!('account' in request.principal)) return { ...resource, by: 'resource-based policy' };

  const sameAccount = request.principal.account === resourceAccount;
  const withinBoundary = boundary === undefined || boundary.decision === 'allow';
  const outright = resource.grant === 'principal' || (resource.grant === 'role' && withinBoundary);
  if (sameAccount && resourceAllows && outright) return { ...resource, by: 'resource-based policy' };
  if (!resourceAllows && (resourcePolicyRequired || !sameAccount)) return { ...SILENT, by: 'resource-based policy' };
  if (identity.decision !== 'allow') return { ...SILENT, by: 'identity-based policy' };
  return withinBoundary ? { ...identity, by: 'identity-based policy' } : { ...SILENT, by: 'permissions boundary' };
}

/** Whether a caller may assume a role: the trust policy must name him, or his account and his own policies allow it. */
export function authorizeAssumeRole(input: Omit<AuthorizationInput, 'resourcePolicyRequired'>): AuthorizationResult {
  return authorize({ ...input, resourcePolicyRequired: true });
}

/**
 * The text AWS services refuse with.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 *
 * @param resource How the resource is printed
 */
export function accessDeniedMessage(
  { principal, action, resource: arn }: IamRequest,
  { decision, by }: { readonly decision: Decision; readonly by: PolicyType },
  resource: string = arn,
): string {
  const reason =
    decision === 'explicit-deny'
      ? `with an explicit deny in ${by === 'identity-based policy' ? 'an' : 'a'} ${by}`
      : `because no ${by} allows the ${action} action`;
  return `User: ${callerName(principal)} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

function explicitDeny(
  identity: Evaluation,
  resource: Evaluation,
  boundary: Evaluation | undefined,
): AuthorizationResult | undefined {
  if (identity.decision === 'explicit-deny') return { ...identity, by: 'identity-based policy' };
  if (resource.decision === 'explicit-deny') return { ...resource, by: 'resource-based policy' };
  if (boundary?.decision === 'explicit-deny') return { ...boundary, by: 'permissions boundary' };
  return undefined;
}

/** The root user needs no policy; everyone else without policies is allowed nothing. */
function ofAccount(principal: RequestPrincipal): Evaluation {
  return principal.type === 'root' ? { decision: 'allow' } : SILENT;
}

function callerName(principal: RequestPrincipal): string {
  switch (principal.type) {
    case 'anonymous':
      return 'anonymous';
    case 'service':
      return principal.service;
    case 'federated':
      return principal.provider;
    case 'role':
      return principal.sessionArn ?? principal.arn;
    default:
      return principal.arn;
  }
}
