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
      ...sourceOf(request),
      'aws:CurrentTime': new Date(startedAt).toISOString(),
      'aws:EpochTime': Math.floor(startedAt / 1_000),
      // On AWS every call comes over TLS.
      'aws:SecureTransport': true,
      'aws:UserAgent': request.header('user-agent'),
      'aws:Referer': request.header('referer'),
    },
  };
}

/** Through an endpoint, `aws:SourceIp` is not there: the address is one of the VPC. */
function sourceOf({ sourceIp, vpcEndpointId }: Exchange['request']): IamRequest['context'] {
  if (vpcEndpointId === undefined) return { 'aws:SourceIp': sourceIp };
  return { 'aws:SourceVpce': vpcEndpointId, 'aws:VpcSourceIp': sourceIp };
}
