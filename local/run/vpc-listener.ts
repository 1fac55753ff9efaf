import { type Gateway, type HttpServer, type HttpServerOptions, listen } from '../gateway';

/** What stands for an endpoint where a private API is bound to none that the deployment knows. */
const SOME_ENDPOINT = 'vpce-00000000000000000';

/**
 * Listens as the VPC endpoint of private APIs: policies see its id as `aws:SourceVpce` and the caller's address as
 * `aws:VpcSourceIp`. Of several endpoints it is the first. Undefined where no API is private.
 *
 * @throws GatewayError where it cannot listen
 */
export async function listenForVpc(gateway: Gateway, options: HttpServerOptions): Promise<HttpServer | undefined> {
  const api = gateway.apis.find(({ stages }) => stages.some(({ isPrivate }) => isPrivate));
  if (api === undefined) return undefined;
  const [vpcEndpointId = SOME_ENDPOINT] = api.vpcEndpointIds;
  return listen((request) => gateway.handle({ ...request, vpcEndpointId }), options);
}
