import type { Deployment } from './deployment';
import { PropertyReader } from './property-reader';

/**
 * ARN of the customer's key that an id, an ARN, or an alias in either form names. Undefined for AWS's own keys, which ask for no grant, and
 * for an alias that is not of the deployment.
 */
export function keyArnOf(deployment: Deployment, keyId: string): string | undefined {
  const aliasName = /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
  const alias = aliasName === undefined ? undefined : deployment.tryPhysicalId('AWS::KMS::Alias', aliasName);
  const target = alias === undefined ? keyId : PropertyReader.of(alias).text('TargetKeyId');
  const known = deployment
    .ofType('AWS::KMS::Key')
    .find(({ physicalId, arn }) => target === physicalId || target === arn);
  return known?.arn ?? (/^arn:[^:]+:kms:[^:]*:\d{12}:key\//.test(target) ? target : undefined);
}
