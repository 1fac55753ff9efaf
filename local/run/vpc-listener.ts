import { type Gateway, type HttpServer, type HttpServerOptions, listen } from '../gateway';

/** What stands for an endpoint where a private API is bound to none that the deployment knows. */
const SOME_ENDPOINT = 'vpce-00000000000000000';

/**
 * Listens as the VPC endpoints of private APIs: policies see an endpoint's id as `aws:SourceVpce` and the caller's
 * address as `aws:VpcSourceIp`. Of several endpoints it is the one that the host names, as in a private API's own
 * address, `{apiId}-{endpointId}.execute-api…`; otherwise the first. Undefined where no API is private.
 *
 * @throws GatewayError where it cannot listen
 */
export async function listenForVpc(gateway: Gateway, options: HttpServerOptions): Promise<HttpServer | undefined> {
  const apis = gateway.apis.filter(({ stages }) => stages.some(({ isPrivate }) => isPrivate));
  if (apis.length === 0) return undefined;
  const endpoints = apis.flatMap(({ vpcEndpointIds }) => vpcEndpointIds);
  const [first = SOME_ENDPOINT] = endpoints;
  return listen((request) => {
    const named = endpointIn(request.rawHeaders);
    const vpcEndpointId = endpoints.find((id) => id === named) ?? first;
    return gateway.handle({ ...request, vpcEndpointId });
  }, options);
}

function endpointIn(rawHeaders: readonly string[]): string | undefined {
  const host = rawHeaders.find((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
  return /^[a-z0-9]+-(vpce-[0-9a-f]+)\./.exec(host ?? '')?.[1];
}
