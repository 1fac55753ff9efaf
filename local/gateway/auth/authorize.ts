import {
  type ApiAuthorizationType,
  apiAccessDeniedMessage,
  authorizeApiCall,
  type CompiledPolicies,
  deniesBeforeAuthorizer,
  type Evaluation,
  evaluate,
  type RequestPrincipal,
} from '../../iam';
import type { Exchange } from '../exchange';
import { Refusal } from '../refusal';
import type { Authenticate } from './authenticate';
import { policyRequest } from './policy-request';

const ANONYMOUS: RequestPrincipal = { type: 'anonymous' };

/**
 * The authorization step of a method: who calls, and what the API's resource policy and the caller's or authorizer's
 * policy make of it. Undefined where everybody may call.
 *
 * Source: developer guide, apigateway-authorization-flow.
 *
 * @param policy The API's resource policy
 */
export function compileAuthorization(
  type: ApiAuthorizationType,
  authenticate: Authenticate | undefined,
  policy: CompiledPolicies | undefined,
): ((exchange: Exchange) => Promise<void> | void) | undefined {
  if (authenticate === undefined && policy === undefined) return undefined;
  return (exchange) => {
    if (type === 'CUSTOM' && policy !== undefined) {
      const resource = evaluate(policyRequest(exchange, ANONYMOUS), policy);
      if (deniesBeforeAuthorizer(resource)) throw denied(exchange, type, resource, undefined);
    }
    const caller = authenticate?.(exchange);
    if (caller instanceof Promise) return caller.then((evaluation) => decide(exchange, type, policy, evaluation));
    return decide(exchange, type, policy, caller);
  };
}

function decide(
  exchange: Exchange,
  type: ApiAuthorizationType,
  policy: CompiledPolicies | undefined,
  caller: Evaluation | undefined,
): void {
  const principal = exchange.caller?.principal ?? ANONYMOUS;
  const resource = policy && evaluate(policyRequest(exchange, principal), policy);
  const { decision } = authorizeApiCall({
    type,
    ...(resource && { resource }),
    ...(caller && { caller }),
    sameAccount: exchange.caller === undefined || exchange.caller.account === exchange.stage.account,
  });
  if (decision !== 'allow') throw denied(exchange, type, resource, caller);
}

function denied(
  exchange: Exchange,
  type: ApiAuthorizationType,
  resource: Evaluation | undefined,
  caller: Evaluation | undefined,
): Refusal {
  const request = policyRequest(exchange, exchange.caller?.principal ?? ANONYMOUS);
  const result = authorizeApiCall({
    type,
    ...(resource && { resource }),
    ...(caller && { caller }),
    sameAccount: exchange.caller === undefined || exchange.caller.account === exchange.stage.account,
  });
  const reason = `${apiAccessDeniedMessage(request, result)} (${exchange.methodArn})`;
  // What an authorizer's policy denies is told without names; 'with an explicit deny' from memory, unverified.
  const byAuthorizer = type === 'CUSTOM' && result.by === 'identity-based policy';
  if (byAuthorizer) {
    const suffix = result.decision === 'explicit-deny' ? ' with an explicit deny' : '';
    return new Refusal('ACCESS_DENIED', {
      message: `User is not authorized to access this resource${suffix}`,
      reason,
    });
  }
  return new Refusal('ACCESS_DENIED', { message: apiAccessDeniedMessage(request, result), reason });
}
