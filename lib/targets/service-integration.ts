import { ArnFormat, type IResource, Stack, Token } from 'aws-cdk-lib';
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

/**
 * Throws for a resource of another account. Requests name it by its name alone, which the service resolves in the
 * account of the route's role.
 */
export function refuseForeign(scope: Construct, prop: string, resource: IResource): void {
  const own = Stack.of(scope).account;
  const { account } = resource.env;
  if (Token.isUnresolved(own) || Token.isUnresolved(account) || own === account) return;
  throw new Error(
    `'${prop}' must be of account ${own}, which the front door is deployed to, got '${resource.node.path}' of account ` +
      `${account}: deploy a front door there`,
  );
}
