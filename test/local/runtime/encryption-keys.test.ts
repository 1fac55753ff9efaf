import { bucketKeys, streamKeys } from '../../../local/runtime/encryption-keys';
import { deploy } from '../assembly/template-fixture';

const encrypted = (rule: object) => ({
  BucketName: 'archive',
  BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: rule }] },
});

/** The ARN of the one key, where the bucket's rule leads to it. */
function bucketKey(rule: object): { readonly found: string | undefined; readonly key: string | undefined } {
  const deployment = deploy({
    Resources: {
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } },
      Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/archive', TargetKeyId: { Ref: 'Key' } } },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: encrypted(rule) },
      Stream: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'plain' } },
    },
  });
  expect(streamKeys(deployment)('arn:aws:kinesis:us-east-1:000000000000:stream/plain')).toBeUndefined();
  return { found: bucketKeys(deployment)('archive'), key: deployment.ofType('AWS::KMS::Key')[0]?.arn };
}

describe('the default key of a bucket', () => {
  test.each([
    ['its id', { Ref: 'Key' }],
    ['its ARN', { 'Fn::GetAtt': ['Key', 'Arn'] }],
    ['an alias', 'alias/archive'],
    ['the ARN of an alias', 'arn:aws:kms:us-east-1:000000000000:alias/archive'],
  ])('is found by %s', (_name, KMSMasterKeyID) => {
    const { found, key } = bucketKey({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID });
    expect(key).toMatch(/:key\//);
    expect(found).toBe(key);
  });

  test.each([
    ['encrypts with a key of AWS', { SSEAlgorithm: 'AES256' }],
    ['encrypts with an alias that is not known here', { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/other' }],
  ])('is none where the bucket %s', (_name, rule) => {
    expect(bucketKey(rule).found).toBeUndefined();
  });

  test('from elsewhere is the one that its ARN names', () => {
    const KMSMasterKeyID = 'arn:aws:kms:us-east-1:111111111111:key/k';
    expect(bucketKey({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID }).found).toBe(KMSMasterKeyID);
  });
});
