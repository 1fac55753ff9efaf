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

/** Evaluates a caller's policies. Policies of resources are not looked at. */
export function authorizeCaller(caller: EndpointCaller, account: string): Authorize {
  const { principal, identity, boundary } = caller;
  return (action, resource) => {
    const request = { principal, action, resource };
    const result = authorize({
      request,
      ...(identity !== undefined && { identity }),
      ...(boundary !== undefined && { boundary }),
      resourceAccount: resource.split(':')[4] || account,
    });
    return result.decision === 'allow' ? undefined : accessDeniedMessage(request, result);
  };
}
