import { ArnFormat, Stack } from 'aws-cdk-lib';
import { IntegrationType } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { TargetIntegration } from './target';

/** An integration with an action of an AWS service that speaks JSON 1.1. */
export function serviceIntegration(
  scope: Construct,
  service: string,
  action: string,
  region: string,
): TargetIntegration {
  return {
    integrationType: IntegrationType.AWS,
    uri: Stack.of(scope).formatArn({
      service: 'apigateway',
      region,
      // In an integration's ARN the service that is called stands where an account stands elsewhere.
      account: service,
      resource: 'action',
      resourceName: action,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }),
    httpMethod: 'POST',
    requestParameters: { 'integration.request.header.Content-Type': "'application/x-amz-json-1.1'" },
  };
}
