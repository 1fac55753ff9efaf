import {
  type ApiAuthorizationResult,
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
      if (deniesBeforeAuthorizer(resource)) throw denied(exchange, type, decide(exchange, type, resource, undefined));
    }
    const settle = (caller: Evaluation | undefined) => {
      const principal = exchange.caller?.principal ?? ANONYMOUS;
      const resource = policy && evaluate(policyRequest(exchange, principal), policy);
      const result = decide(exchange, type, resource, caller);
      if (result.decision !== 'allow') throw denied(exchange, type, result);
    };
    const caller = authenticate?.(exchange);
    return caller instanceof Promise ? caller.then(settle) : settle(caller);
  };
}

function decide(
  { caller: signer, stage }: Exchange,
  type: ApiAuthorizationType,
  resource: Evaluation | undefined,
  caller: Evaluation | undefined,
): ApiAuthorizationResult {
  return authorizeApiCall({
    type,
    resource,
    caller,
    sameAccount: signer === undefined || signer.account === stage.account,
  });
}

function denied(exchange: Exchange, type: ApiAuthorizationType, result: ApiAuthorizationResult): Refusal {
  const request = policyRequest(exchange, exchange.caller?.principal ?? ANONYMOUS);
  const told = apiAccessDeniedMessage(request, result);
  const reason = `${told} (${exchange.methodArn})`;
  if (type !== 'CUSTOM' || result.by === 'resource-based policy') {
    return new Refusal('ACCESS_DENIED', { message: told, reason });
  }
  // What an authorizer's policy denies is told without names; 'with an explicit deny' from memory, unverified.
  const suffix = result.decision === 'explicit-deny' ? ' with an explicit deny' : '';
  return new Refusal('ACCESS_DENIED', { message: `User is not authorized to access this resource${suffix}`, reason });
}
