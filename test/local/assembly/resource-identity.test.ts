import type { Resource } from '../../../local/assembly';
import { IDENTIFIED_TYPES, identityOf } from '../../../local/assembly/identity';
import { deploy } from './template-fixture';

const resource = (Type: string, Properties: object = {}): Resource =>
  deploy({ Resources: { Thing: { Type, Properties } } }).resource('Stack', 'Thing');

const attribute = (Type: string, name: string, Properties: object = {}): unknown =>
  deploy({
    Resources: { Thing: { Type, Properties } },
    Outputs: { Out: { Value: { 'Fn::GetAtt': ['Thing', name] } } },
  }).outputs[0]?.value;

describe('physical ids', () => {
  test.each([
    ['AWS::ApiGateway::RestApi', { Name: 'x' }, /^[a-z0-9]{10}$/],
    ['AWS::ApiGateway::Resource', {}, /^[a-z0-9]{6}$/],
    ['AWS::ApiGateway::Deployment', {}, /^[a-z0-9]{6}$/],
    ['AWS::ApiGateway::Stage', { StageName: 'v1' }, /^v1$/],
    ['AWS::ApiGateway::Model', {}, /^StackThing[A-Z2-7]{12}$/],
    ['AWS::ApiGateway::UsagePlanKey', { KeyId: 'k', UsagePlanId: 'p' }, /^k:p$/],
    ['AWS::Kinesis::Stream', {}, /^Stack-Thing-[A-Z2-7]{12}$/],
    ['AWS::S3::Bucket', {}, /^stack-thing-[a-z2-7]{12}$/],
    ['AWS::KMS::Key', {}, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/],
    ['AWS::SQS::Queue', { QueueName: 'q' }, /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/000000000000\/q$/],
    ['AWS::SQS::Queue', { FifoQueue: 'true' }, /-[A-Z2-7]{12}\.fifo$/],
    ['AWS::SNS::Topic', { TopicName: 't' }, /^arn:aws:sns:us-east-1:000000000000:t$/],
    ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'm', Path: '/p/' }, /^arn:aws:iam::000000000000:policy\/p\/m$/],
    ['AWS::SecretsManager::Secret', { Name: 's' }, /^arn:aws:secretsmanager:us-east-1:000000000000:secret:s-\w{6}$/],
    ['AWS::Cognito::UserPool', {}, /^us-east-1_[A-Za-z0-9]{9}$/],
    ['AWS::EC2::VPCEndpoint', {}, /^vpce-0[0-9a-f]{16}$/],
    ['AWS::Nobody::Knows', {}, /^Stack-Thing-[A-Z2-7]{12}$/],
  ])('of %s with %j have the shape of AWS', (type, properties, shape) => {
    expect(resource(type, properties).physicalId).toMatch(shape);
  });

  test('are the same in every run', () => {
    expect(resource('AWS::ApiGateway::RestApi').physicalId).toBe(resource('AWS::ApiGateway::RestApi').physicalId);
  });

  test('differ between resources of one stack', () => {
    const Type = 'AWS::ApiGateway::Resource';
    const ids = deploy({ Resources: { A: { Type }, B: { Type }, C: { Type } } }).resources.map((r) => r.physicalId);
    expect(new Set(ids).size).toBe(3);
  });

  test('keep generated names within the limit of the service', () => {
    const [bucket] = deploy({ Resources: { ['Long'.repeat(40)]: { Type: 'AWS::S3::Bucket' } } }).resources;
    expect(bucket?.physicalId).toHaveLength(63);
  });
});

describe('attributes', () => {
  test.each([
    ['AWS::ApiGateway::RestApi', 'RootResourceId', {}, /^[a-z0-9]{10}$/],
    ['AWS::Kinesis::Stream', 'Arn', { Name: 's' }, /^arn:aws:kinesis:us-east-1:000000000000:stream\/s$/],
    ['AWS::KinesisFirehose::DeliveryStream', 'Arn', { DeliveryStreamName: 'd' }, /:deliverystream\/d$/],
    ['AWS::IAM::Role', 'Arn', { RoleName: 'r', Path: '/service/' }, /^arn:aws:iam::000000000000:role\/service\/r$/],
    ['AWS::IAM::Role', 'RoleId', {}, /^AROA[A-Z2-7]{17}$/],
    ['AWS::Logs::LogGroup', 'Arn', { LogGroupName: '/g' }, /:log-group:\/g:\*$/],
    ['AWS::S3::Bucket', 'RegionalDomainName', { BucketName: 'b' }, /^b\.s3\.us-east-1\.amazonaws\.com$/],
    ['AWS::Lambda::Version', 'Version', { FunctionName: 'f' }, /^1$/],
    ['AWS::SSM::Parameter', 'Value', { Name: '/p', Value: 'v' }, /^v$/],
  ])('of %s: %s of %j', (type, name, properties, shape) => {
    expect(attribute(type, name, properties)).toMatch(shape);
  });

  test('that are lists are lists', () => {
    expect(attribute('AWS::EC2::VPCEndpoint', 'NetworkInterfaceIds')).toEqual([expect.stringMatching(/^eni-0/)]);
  });

  test('of an alias name its function by ARN, however it is referred to', () => {
    const properties = { FunctionName: 'f', FunctionVersion: '1', Name: 'live' };
    expect(resource('AWS::Lambda::Alias', properties).arn).toBe(
      'arn:aws:lambda:us-east-1:000000000000:function:f:live',
    );
    const byArn = { ...properties, FunctionName: 'arn:aws:lambda:eu-west-1:1:function:f' };
    expect(resource('AWS::Lambda::Alias', byArn).arn).toBe('arn:aws:lambda:eu-west-1:1:function:f:live');
  });

  test('an SSM name with its own slash gets no second one in the ARN', () => {
    expect(resource('AWS::SSM::Parameter', { Name: '/a/b' }).arn).toMatch(/:parameter\/a\/b$/);
    expect(resource('AWS::SSM::Parameter', { Name: 'ab' }).arn).toMatch(/:parameter\/ab$/);
  });

  test('fails on a name that needs its own resource, showing the way round', () => {
    const Properties = { QueueName: { 'Fn::GetAtt': ['Thing', 'Arn'] } };
    expect(() => resource('AWS::SQS::Queue', Properties).physicalId).toThrow(
      expect.objectContaining({ code: 'CIRCULAR_REFERENCE' }),
    );
  });

  test('an unknown attribute does not disturb the resources that do not need it', () => {
    const deployment = deploy({
      Resources: {
        Odd: { Type: 'AWS::Nobody::Knows' },
        User: { Type: 'AWS::Other::Thing', Properties: { X: { 'Fn::GetAtt': ['Odd', 'Secret'] } } },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
      },
    });
    expect(deployment.tryArn('arn:aws:sqs:us-east-1:000000000000:q')?.logicalId).toBe('Queue');
    expect(deployment.coverage().counts['not-emulated']).toBe(2);
    expect(() => deployment.resource('Stack', 'User').properties).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_ATTRIBUTE' }),
    );
  });
});

describe('the tables of identities', () => {
  // A nested stack needs a template of its own; cloud-assembly.test.ts has it.
  test.each(IDENTIFIED_TYPES.filter((type) => type !== 'AWS::CloudFormation::Stack'))(
    'fill every placeholder of %s',
    (type) => {
      const { attributes = {} } = identityOf(type);
      const thing = resource(type);
      const values = [thing.physicalId, thing.arn, ...Object.keys(attributes).map((name) => attribute(type, name))];
      expect(values.flat().filter((value) => String(value).includes('{'))).toEqual([]);
    },
  );
});
