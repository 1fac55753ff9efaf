import type { IamRequest, RequestPrincipal } from '../../iam';
import type { Exchange } from '../exchange';

/** A call of the API as policies see it: `execute-api:Invoke` on the method's ARN. */
export function policyRequest(exchange: Exchange, principal: RequestPrincipal): IamRequest {
  const { request, startedAt } = exchange;
  return {
    principal,
    action: 'execute-api:Invoke',
    resource: exchange.methodArn,
    context: {
      'aws:SourceIp': request.sourceIp,
      'aws:CurrentTime': new Date(startedAt).toISOString(),
      'aws:EpochTime': Math.floor(startedAt / 1_000),
      // On AWS every call comes over TLS.
      'aws:SecureTransport': true,
      'aws:UserAgent': request.header('user-agent'),
      'aws:Referer': request.header('referer'),
    },
  };
}
