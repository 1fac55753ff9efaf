import type { Exchange } from '../exchange';
import type { IntegrationRequest } from '../mapping/integration-request';

/** What API Gateway itself adds to a mapped call (recorded); the client's Accept and User-Agent are not passed on. */
export function addGatewayHeaders({ request, stage }: Exchange, to: IntegrationRequest): void {
  to.setDefaultHeader('Content-Type', request.header('content-type') ?? 'application/json');
  to.setDefaultHeader('Accept', 'application/json');
  to.setDefaultHeader('User-Agent', `AmazonAPIGateway_${stage.apiId}`);
  to.setDefaultHeader('x-amzn-apigateway-api-id', stage.apiId);
  to.setDefaultHeader('X-Amzn-Trace-Id', request.traceId);
}
