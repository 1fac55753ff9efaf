import type { ConditionKeys, IamRequest, RequestPrincipal } from '../../iam';
import type { Exchange } from '../exchange';

/** A call of the API as policies see it: `execute-api:Invoke` on the method's ARN. */
export function policyRequest(exchange: Exchange, principal: RequestPrincipal): IamRequest {
  return new InvokeRequest(exchange, principal);
}

/** Few policies have conditions: what they ask is made when it is asked. */
class InvokeRequest implements IamRequest {
  public readonly action = 'execute-api:Invoke';
  public readonly resource: string;

  public constructor(
    private readonly exchange: Exchange,
    public readonly principal: RequestPrincipal,
  ) {
    this.resource = exchange.methodArn;
  }

  public get context(): ConditionKeys {
    const { request, startedAt } = this.exchange;
    return {
      ...sourceOf(request),
      'aws:CurrentTime': new Date(startedAt).toISOString(),
      'aws:EpochTime': Math.floor(startedAt / 1_000),
      // On AWS every call comes over TLS.
      'aws:SecureTransport': true,
      'aws:UserAgent': request.header('user-agent'),
      'aws:Referer': request.header('referer'),
    };
  }
}

/** Through an endpoint, `aws:SourceIp` is not there: the address is one of the VPC. */
function sourceOf({ sourceIp, vpcEndpointId }: Exchange['request']): ConditionKeys {
  if (vpcEndpointId === undefined) return { 'aws:SourceIp': sourceIp };
  return { 'aws:SourceVpce': vpcEndpointId, 'aws:VpcSourceIp': sourceIp };
}
