import { type Deployment, keyArnOf, PropertyReader } from '../assembly';

/** ARN of the customer's key that a stream or bucket is encrypted with; undefined for AWS's own, which need no permission. */
export type KeyOf = (name: string) => string | undefined;

/** The keys of streams, by the stream's ARN. */
export function streamKeys(deployment: Deployment): KeyOf {
  return once((streamArn) => {
    const stream = deployment.tryArn(streamArn);
    const encryption = stream && PropertyReader.of(stream).tryRecord('StreamEncryption');
    return keyArn(deployment, encryption?.tryText('KeyId'));
  });
}

/** The keys of what is put to deliveries directly, by the delivery stream's ARN. */
export function deliveryKeys(deployment: Deployment): KeyOf {
  return once((arn) => {
    const delivery = deployment.tryArn(arn);
    const encryption = delivery && PropertyReader.of(delivery).tryRecord('DeliveryStreamEncryptionConfigurationInput');
    return keyArn(deployment, encryption?.tryText('KeyARN'));
  });
}

/** The keys of queues, by the queue's ARN. */
export function queueKeys(deployment: Deployment): KeyOf {
  return once((arn) => {
    const queue = deployment.tryArn(arn);
    return keyArn(deployment, queue && PropertyReader.of(queue).tryText('KmsMasterKeyId'));
  });
}

/** The keys that buckets encrypt with by default, by the bucket's name: whoever writes an object must be allowed to use them. */
export function bucketKeys(deployment: Deployment): KeyOf {
  return once((name) => {
    const bucket = deployment.tryPhysicalId('AWS::S3::Bucket', name);
    const rules = bucket && PropertyReader.of(bucket).tryRecord('BucketEncryption');
    const [rule] = rules?.recordList('ServerSideEncryptionConfiguration') ?? [];
    return keyArn(deployment, rule?.tryRecord('ServerSideEncryptionByDefault')?.tryText('KMSMasterKeyID'));
  });
}

function keyArn(deployment: Deployment, name: string | undefined): string | undefined {
  return name === undefined ? undefined : keyArnOf(deployment, name);
}

function once(find: KeyOf): KeyOf {
  const found = new Map<string, string | undefined>();
  return (name) => {
    if (!found.has(name)) found.set(name, find(name));
    return found.get(name);
  };
}
