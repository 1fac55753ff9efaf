import { accessDeniedMessage, authorize, type CompiledPolicies, type RequestPrincipal } from '../iam';
import type { Authorize } from './service';

/** Who may sign calls, and what his policies are. */
export interface EndpointCaller {
  readonly principal: RequestPrincipal;
  /** @default - none, so that only the root user may do anything */
  readonly identity?: CompiledPolicies;
  /** Permissions boundary. @default - none */
  readonly boundary?: CompiledPolicies;
}

/** Evaluates a caller's policies, and that of the resource where the service has one. */
export function authorizeCaller(caller: EndpointCaller, account: string): Authorize {
  const { principal, identity, boundary } = caller;
  return (action, resource, { policy, policyRequired = false, context } = {}) => {
    const request = { principal, action, resource, ...(context && { context }) };
    const result = authorize({
      request,
      ...(identity !== undefined && { identity }),
      ...(boundary !== undefined && { boundary }),
      ...(policy !== undefined && { resource: policy, resourcePolicyRequired: policyRequired }),
      resourceAccount: resource.split(':')[4] || account,
    });
    return result.decision === 'allow' ? undefined : accessDeniedMessage(request, result);
  };
}
