import type { Deployment } from './deployment';
import { PropertyReader } from './property-reader';

/**
 * ARN of the customer's key that an id, ARN or alias names. Undefined for AWS's own keys, which ask for no grant, and
 * for an alias that is not of the deployment.
 */
export function keyArnOf(deployment: Deployment, keyId: string): string | undefined {
  const alias = deployment.tryPhysicalId('AWS::KMS::Alias', keyId);
  const target = alias === undefined ? keyId : PropertyReader.of(alias).text('TargetKeyId');
  const known = deployment
    .ofType('AWS::KMS::Key')
    .find(({ physicalId, arn }) => target === physicalId || target === arn);
  return known?.arn ?? (/^arn:[^:]+:kms:[^:]*:\d{12}:key\//.test(target) ? target : undefined);
}
