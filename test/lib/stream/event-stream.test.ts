import { App, Duration, RemovalPolicy, Size, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ShardLevelMetrics } from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EventStream, type EventStreamProps, StreamCapacity } from 'cdk-sluice';

const newStack = () => new Stack(new App(), 'Stack');

function template(props: EventStreamProps = {}): Template {
  const stack = newStack();
  new EventStream(stack, 'Events', props);
  return Template.fromStack(stack);
}

function statementsOf(grant: (stream: EventStream, role: iam.Role) => void, props: EventStreamProps = {}) {
  const stack = newStack();
  const stream = new EventStream(stack, 'Events', props);
  grant(stream, new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policy?.Properties.PolicyDocument.Statement.map((statement: { Action: unknown; Resource: unknown }) => [
    statement.Action,
    statement.Resource,
  ]);
}

const STREAM = { 'Fn::GetAtt': ['EventsStreamA348795C', 'Arn'] };
const KEY = { 'Fn::GetAtt': ['EventsKey1BC2C457', 'Arn'] };

describe('a stream without props', () => {
  test('is on-demand, keeps records for a day, and is encrypted by a key of its own', () => {
    template().hasResourceProperties('AWS::Kinesis::Stream', {
      Name: Match.absent(),
      ShardCount: Match.absent(),
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      RetentionPeriodHours: 24,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: KEY },
    });
    template().hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test.each(['AWS::Kinesis::Stream', 'AWS::KMS::Key'])('is kept on deletion, unless its creation fails, %s', (type) => {
    template().hasResource(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });
});

describe('capacity', () => {
  test('is a number of shards where it is provisioned', () => {
    template({ capacity: StreamCapacity.provisioned(4) }).hasResourceProperties('AWS::Kinesis::Stream', {
      ShardCount: 4,
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      WarmThroughputMiBps: Match.absent(),
    });
  });

  test('is warm from the start where that is asked for', () => {
    const capacity = StreamCapacity.onDemand({ warmThroughputMiBps: 100 });
    template({ capacity }).hasResourceProperties('AWS::Kinesis::Stream', { WarmThroughputMiBps: 100 });
  });

  test('may be known at deployment only', () => {
    const capacity = StreamCapacity.provisioned(Token.asNumber({ Ref: 'Shards' }));
    template({ capacity }).hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: { Ref: 'Shards' } });
  });

  test.each([0, 1.5, 100_001])('fails for %p shards', (shards) => {
    expect(() => StreamCapacity.provisioned(shards)).toThrow(/'shardCount' must be .*shards, got/);
  });

  test('fails for more warm throughput than there is', () => {
    expect(() => StreamCapacity.onDemand({ warmThroughputMiBps: 10_241 })).toThrow(
      "'warmThroughputMiBps' must be between 1 and 10240 MiB/s, got 10241",
    );
  });
});

describe('props', () => {
  test('set retention, record size, shard-level metrics and what becomes of the stream', () => {
    const set = template({
      retention: Duration.days(7),
      maxRecordSize: Size.mebibytes(10),
      shardLevelMetrics: [ShardLevelMetrics.INCOMING_BYTES],
      removalPolicy: RemovalPolicy.DESTROY,
    });
    set.hasResourceProperties('AWS::Kinesis::Stream', {
      RetentionPeriodHours: 168,
      MaxRecordSizeInKiB: 10_240,
      DesiredShardLevelMetrics: ['IncomingBytes'],
    });
    set.hasResource('AWS::Kinesis::Stream', { DeletionPolicy: 'Delete' });
    set.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  });

  test('may be known at deployment only', () => {
    const hours = Duration.hours(Token.asNumber({ Ref: 'Hours' }));
    const size = Size.kibibytes(Token.asNumber({ Ref: 'KiB' }));
    template({ retention: hours, maxRecordSize: size }).hasResourceProperties('AWS::Kinesis::Stream', {
      RetentionPeriodHours: { Ref: 'Hours' },
      MaxRecordSizeInKiB: { Ref: 'KiB' },
    });
  });

  test('take the key of the team, or the AWS managed one', () => {
    const managed = template({ awsManagedKey: true });
    managed.hasResourceProperties('AWS::Kinesis::Stream', { StreamEncryption: { KeyId: 'alias/aws/kinesis' } });
    managed.resourceCountIs('AWS::KMS::Key', 0);

    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/abc');
    new EventStream(stack, 'Events', { encryptionKey });
    Template.fromStack(stack).hasResourceProperties('AWS::Kinesis::Stream', {
      StreamEncryption: { KeyId: 'arn:aws:kms:eu-west-1:111122223333:key/abc' },
    });
  });

  test.each([
    [{ retention: Duration.hours(23) }, "'retention' must be between 24 and 8760 hours, got 23"],
    [{ retention: Duration.days(366) }, "'retention' must be between 24 and 8760 hours, got 8784"],
    [{ retention: Duration.minutes(24 * 60 + 30) }, "'retention' must be a whole number of hours, got 24.5"],
    [{ maxRecordSize: Size.kibibytes(1_023) }, "'maxRecordSize' must be between 1024 and 10240 KiB, got 1023"],
    [{ maxRecordSize: Size.mebibytes(11) }, "'maxRecordSize' must be between 1024 and 10240 KiB, got 11264"],
    [{ maxRecordSize: Size.bytes(1_048_577) }, "'maxRecordSize' must be a whole number of KiB, got 1024.0009765625"],
  ])('fails for %j', (props, message) => {
    expect(() => template(props)).toThrow(message);
  });

  test('fails for two keys at once', () => {
    const encryptionKey = kms.Key.fromKeyArn(newStack(), 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/abc');
    expect(() => template({ awsManagedKey: true, encryptionKey })).toThrow("'awsManagedKey' must not be true");
  });
});

test('two streams in one stack do not collide, each with its key', () => {
  const stack = newStack();
  new EventStream(stack, 'Clicks');
  new EventStream(stack, 'Orders');
  Template.fromStack(stack).resourceCountIs('AWS::Kinesis::Stream', 2);
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 2);
});

describe('grants', () => {
  test('to write are the two puts and the key', () => {
    expect(statementsOf((stream, role) => stream.grantWrite(role))).toEqual([
      [['kinesis:PutRecord', 'kinesis:PutRecords'], STREAM],
      ['kms:GenerateDataKey', KEY],
    ]);
  });

  test('to read are what a polling consumer calls and the key', () => {
    expect(statementsOf((stream, role) => stream.grantRead(role))).toEqual([
      [
        [
          'kinesis:DescribeStream',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
          'kinesis:DescribeStreamSummary',
        ],
        STREAM,
      ],
      ['kms:Decrypt', KEY],
    ]);
  });

  test('to do both hold both, and nothing of KMS under the AWS managed key', () => {
    const statements = statementsOf((stream, role) => stream.grantReadWrite(role), { awsManagedKey: true });
    expect(statements).toEqual([[expect.arrayContaining(['kinesis:PutRecord', 'kinesis:GetRecords']), STREAM]]);
  });
});

test.each([
  ['metricWriteThrottles', 'WriteProvisionedThroughputExceeded', 'Sum'],
  ['metricReadThrottles', 'ReadProvisionedThroughputExceeded', 'Sum'],
  ['metricFailedRecords', 'PutRecords.FailedRecords', 'Sum'],
  ['metricThrottledRecords', 'PutRecords.ThrottledRecords', 'Sum'],
  ['metricIncomingBytes', 'IncomingBytes', 'Sum'],
  ['metricIncomingRecords', 'IncomingRecords', 'Sum'],
  ['metricIteratorAge', 'GetRecords.IteratorAgeMilliseconds', 'Maximum'],
  ['metricPutLatency', 'PutRecord.Latency', 'Average'],
] as const)('%s is %s of this stream, %s', (method, metricName, statistic) => {
  const stack = newStack();
  const metric = new EventStream(stack, 'Events')[method]();
  expect([metric.namespace, metric.metricName, metric.statistic]).toEqual(['AWS/Kinesis', metricName, statistic]);
  expect(stack.resolve(metric.dimensions)).toEqual({ StreamName: { Ref: 'EventsStreamA348795C' } });
});
