import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { TargetConfig } from '../targets/target';
import { corsHeaders } from './cors';

/** A target's integration as API Gateway has it. Passthrough is `NEVER`, and every answer has the CORS headers. */
export function renderIntegration(
  config: TargetConfig,
  requestTemplates: { [contentType: string]: string },
  role: iam.Role | undefined,
  corsOrigin: string | undefined,
): apigateway.Integration {
  const { integration } = config;
  const isMock = integration.integrationType === apigateway.IntegrationType.MOCK;
  return new apigateway.Integration({
    type: integration.integrationType,
    uri: integration.uri,
    integrationHttpMethod: isMock ? undefined : (integration.httpMethod ?? 'POST'),
    options: {
      credentialsRole: role,
      passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
      requestParameters: { ...integration.requestParameters },
      requestTemplates,
      contentHandling: integration.contentHandling,
      timeout: integration.timeout,
      vpcLink: integration.vpcLink,
      connectionType: integration.vpcLink === undefined ? undefined : apigateway.ConnectionType.VPC_LINK,
      integrationResponses: integrationResponses(config, corsOrigin),
    },
  });
}

function integrationResponses(
  config: TargetConfig,
  corsOrigin: string | undefined,
): apigateway.IntegrationResponse[] | undefined {
  const cors = corsHeaders(corsOrigin);
  return config.integration.responses?.map(({ statusCode, selectionPattern, template, headers }) => ({
    statusCode,
    selectionPattern,
    responseTemplates: template === undefined ? undefined : { 'application/json': template },
    responseParameters: Object.fromEntries(
      Object.entries({ ...cors, ...headers }).map(([name, value]) => [`method.response.header.${name}`, value]),
    ),
  }));
}
