import { evaluate } from '../../iam';
import { SigningKeyCache, verify } from '../../sigv4';
import type { GatewayEnvironment } from '../api/environment';
import { Refusal } from '../refusal';
import type { Authenticate } from './authenticate';
import { policyRequest } from './policy-request';
import { signableRequest } from './signable-request';

/** AWS_IAM: verifies the signature and asks the caller's own policies. */
export function compileIam(region: string, { callers, clock }: GatewayEnvironment): Authenticate {
  const signingKeys = new SigningKeyCache();
  const lookup = (accessKeyId: string) => callers.tryCaller(accessKeyId);
  return (exchange) => {
    const verification = verify(signableRequest(exchange.request), {
      service: 'execute-api',
      region,
      lookup,
      now: clock.now(),
      signingKeys,
    });
    if (!verification.ok) {
      const { code, status, message, gatewayResponse, reason } = verification.refusal;
      throw new Refusal(gatewayResponse, { errorType: code, status, message, reason: `${reason}: ${message}` });
    }
    const { principal: caller, accessKeyId } = verification;
    exchange.caller = caller;
    exchange.accessKeyId = accessKeyId;
    return evaluate(policyRequest(exchange, caller.principal), caller.policies);
  };
}
