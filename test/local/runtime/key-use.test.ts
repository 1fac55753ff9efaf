import { KeyUses } from '../../../local/runtime/key-use';
import { RoleAuthority } from '../../../local/runtime/role-authority';
import { deploy } from '../assembly/template-fixture';

const allow = (Action: string | readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*', Resource: '*' },
  ],
};
const key = { 'Fn::GetAtt': ['Key', 'Arn'] };
const destination = { BucketARN: { 'Fn::GetAtt': ['Bucket', 'Arn'] }, RoleARN: { 'Fn::GetAtt': ['Role', 'Arn'] } };
const rule = { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } };

/** A role that may do everything but use keys, but for these actions on them; everything is encrypted. */
function encrypted(kmsActions: readonly string[], KeyPolicy: object = KEY_POLICY) {
  const actions = ['kinesis:*', 'firehose:*', 'sqs:*', 's3:*', ...kmsActions];
  const Policies = [{ PolicyName: 'use', PolicyDocument: allow(actions) }];
  const deployment = deploy({
    Resources: {
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy } },
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST, Policies } },
      Stream: {
        Type: 'AWS::Kinesis::Stream',
        Properties: { ShardCount: 1, StreamEncryption: { EncryptionType: 'KMS', KeyId: { Ref: 'Key' } } },
      },
      Delivery: {
        Type: 'AWS::KinesisFirehose::DeliveryStream',
        Properties: {
          DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: key },
          ExtendedS3DestinationConfiguration: destination,
        },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { Ref: 'Key' } } },
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [rule] } },
      },
    },
  });
  const lines: string[] = [];
  const keys = new KeyUses(deployment, new RoleAuthority(deployment, (line) => lines.push(line)));
  const arnOf = (type: string) => deployment.ofType(type)[0]?.arn ?? '';
  return { keys, role: arnOf('AWS::IAM::Role'), arnOf, lines };
}

const STREAM = 'AWS::Kinesis::Stream';
const DELIVERY = 'AWS::KinesisFirehose::DeliveryStream';
const QUEUE = 'AWS::SQS::Queue';

test.each([
  ['kinesis:PutRecord', 'kms:GenerateDataKey', STREAM, 'KMSAccessDeniedException'],
  ['kinesis:PutRecords', 'kms:GenerateDataKey', STREAM, 'KMSAccessDeniedException'],
  ['kinesis:GetRecords', 'kms:Decrypt', STREAM, 'KMSAccessDeniedException'],
  ['firehose:PutRecord', 'kms:GenerateDataKey', DELIVERY, 'InvalidKMSResourceException'],
  ['firehose:PutRecordBatch', 'kms:Decrypt', DELIVERY, 'InvalidKMSResourceException'],
  ['sqs:SendMessage', 'kms:GenerateDataKey', QUEUE, 'KMS.AccessDeniedException'],
  ['sqs:ReceiveMessage', 'kms:Decrypt', QUEUE, 'KMS.AccessDeniedException'],
])('%s fails without %s on the key, by a code of its own', (action, missing, type, code) => {
  const all = ['kms:GenerateDataKey', 'kms:Decrypt'];
  const without = encrypted(all.filter((one) => one !== missing));
  const ask = () => without.keys.ofRole(without.role, action, without.arnOf(type));
  expect(ask).toThrow(expect.objectContaining({ code, message: expect.stringContaining(`perform: ${missing} on`) }));
  expect(without.lines).toEqual([expect.stringMatching(`role arn:aws:iam::.* lacks ${missing} on arn:aws:kms:`)]);
  const having = encrypted(all);
  expect(having.keys.ofRole(having.role, action, having.arnOf(type))).toBeUndefined();
});

test('an object of an encrypted bucket is refused as any other', () => {
  const { keys, role, arnOf } = encrypted([]);
  const object = `${arnOf('AWS::S3::Bucket')}/a/b`;
  expect(keys.ofRole(role, 's3:PutObject', object)).toContain('kms:GenerateDataKey');
  expect(keys.ofRole(role, 's3:GetObject', object)).toContain('kms:Decrypt');
  expect(keys.ofRole(role, 's3:DeleteObject', object)).toBeUndefined();
});

test("the key's policy must allow as well, through the service that uses it", () => {
  const through = (service: string) => ({
    Version: '2012-10-17',
    Statement: [
      {
        ...KEY_POLICY.Statement[0],
        Condition: { StringEquals: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` } },
      },
    ],
  });
  const put = ({ keys, role, arnOf }: ReturnType<typeof encrypted>) =>
    keys.ofRole(role, 'kinesis:PutRecord', arnOf(STREAM));
  expect(put(encrypted(['kms:*'], through('kinesis')))).toBeUndefined();
  expect(() => put(encrypted(['kms:*'], through('s3')))).toThrow(/kms:GenerateDataKey/);
});

test('callers of the endpoint are asked for the key too', () => {
  const { keys, arnOf } = encrypted([]);
  const asked: string[] = [];
  const guarded = keys.guard((action, _resource, options) => {
    asked.push(`${action} via ${options?.context?.['kms:ViaService']}`);
    return undefined;
  });
  expect(guarded('firehose:PutRecord', arnOf(DELIVERY))).toBeUndefined();
  expect(asked).toEqual([
    'firehose:PutRecord via undefined',
    'kms:GenerateDataKey via firehose.us-east-1.amazonaws.com',
    'kms:Decrypt via firehose.us-east-1.amazonaws.com',
  ]);
});
