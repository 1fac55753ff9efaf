import { RoleAuthority } from '../../../local/runtime/role-authority';
import { deploy } from '../assembly/template-fixture';

const ROLE = 'arn:aws:iam::000000000000:role/writer';
const OBJECT = 'arn:aws:s3:::archive/a/b';

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const deny = (Action: string, Resource: string, more: object = {}) => ({
  ...{ Effect: 'Deny', Principal: '*', Action, Resource },
  ...more,
});

/** The authority over a role that may do as told, beside other resources. */
function authority(allowed: object, resources: Record<string, object>): RoleAuthority {
  const role = {
    RoleName: 'writer',
    AssumeRolePolicyDocument: policy(),
    Policies: [{ PolicyName: 'own', PolicyDocument: policy(allowed) }],
  };
  const Resources = {
    Role: { Type: 'AWS::IAM::Role', Properties: role },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'archive' } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'letters' } },
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'events' } },
    ...resources,
  };
  return new RoleAuthority(deploy({ Resources }), () => undefined);
}

const ANYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const NOTHING = { Effect: 'Allow', Action: 'none:None', Resource: '*' };
const bucketPolicy = (...statements: object[]) => ({
  Policy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: policy(...statements) },
  },
});

describe('the policy of a resource', () => {
  test('of a bucket refuses what it denies to a role that may do everything', () => {
    const asked = authority(ANYTHING, bucketPolicy(deny('s3:PutObject', 'arn:aws:s3:::archive/a/*')));
    expect(asked.refusal(ROLE, 's3:PutObject', OBJECT)).toMatch(/explicit deny in a resource-based policy/);
    expect(asked.refusal(ROLE, 's3:PutObject', 'arn:aws:s3:::archive/c')).toBeUndefined();
    expect(asked.refusal(ROLE, 's3:PutObject', 'arn:aws:s3:::other/a/b')).toBeUndefined();
  });

  test.each([
    ['calls without TLS', { Bool: { 'aws:SecureTransport': 'false' } }],
    ['calls with an old TLS', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
  ])('that denies %s denies nothing', (_name, Condition) => {
    const asked = authority(ANYTHING, bucketPolicy(deny('s3:*', 'arn:aws:s3:::archive/*', { Condition })));
    expect(asked.refusal(ROLE, 's3:PutObject', OBJECT)).toBeUndefined();
  });

  test('of a bucket allows a role whose own policies are silent', () => {
    const allow = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 's3:PutObject', Resource: `${OBJECT}*` };
    const asked = authority(NOTHING, bucketPolicy(allow));
    expect(asked.refusal(ROLE, 's3:PutObject', OBJECT)).toBeUndefined();
    expect(asked.refusal(ROLE, 's3:GetObject', OBJECT)).toMatch(/not authorized to perform: s3:GetObject/);
  });

  test('of a queue, which names it by its URL, is asked', () => {
    const queue = 'arn:aws:sqs:us-east-1:000000000000:letters';
    const asked = authority(ANYTHING, {
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: policy(deny('sqs:SendMessage', queue)) },
      },
    });
    expect(asked.refusal(ROLE, 'sqs:SendMessage', queue)).toMatch(/explicit deny/);
    expect(asked.refusal(ROLE, 'sqs:ReceiveMessage', queue)).toBeUndefined();
  });

  test('of a stream is asked', () => {
    const stream = 'arn:aws:kinesis:us-east-1:000000000000:stream/events';
    const asked = authority(ANYTHING, {
      Policy: {
        Type: 'AWS::Kinesis::ResourcePolicy',
        Properties: { ResourceArn: stream, ResourcePolicy: policy(deny('kinesis:PutRecord', stream)) },
      },
    });
    expect(asked.refusal(ROLE, 'kinesis:PutRecord', stream)).toMatch(/explicit deny/);
  });
});
