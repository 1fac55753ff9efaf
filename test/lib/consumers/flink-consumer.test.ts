import { resolve } from 'node:path';
import { App, type AppProps, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  EventStream,
  FlinkCode,
  FlinkConsumer,
  type FlinkConsumerProps,
  FlinkMetricsLevel,
  FlinkRuntime,
} from 'cdk-sluice';
import { findingsIn, VALIDATED } from '../../support/findings';
import { ENV, grantsOf } from './consumed';

const APPLICATION = 'AWS::KinesisAnalyticsV2::Application';
const SAMPLE = resolve(__dirname, '../../../examples/flink');
const ROLE = /^FlinkRole/;

function flink(props: (stack: Stack) => Partial<FlinkConsumerProps> = () => ({}), appProps: AppProps = {}) {
  const app = new App(appProps);
  const stack = new Stack(app, 'Test', { env: ENV });
  const { stream } = new EventStream(stack, 'Events');
  const code = FlinkCode.fromAsset(SAMPLE, { python: 'main.py', jarFile: 'lib/connectors.jar' });
  const consumer = new FlinkConsumer(stack, 'Flink', { stream, code, ...props(stack) });
  return { app, stack, consumer, template: () => Template.fromStack(stack) };
}

function configurationOf(template: Template): any {
  const [application] = Object.values(template.findResources(APPLICATION));
  return application?.Properties.ApplicationConfiguration;
}

const ref = (id: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(id), 'Arn'] });

test('its application keeps its state, scales, takes checkpoints and logs', () => {
  const { template } = flink();
  template().hasResourceProperties(APPLICATION, { RuntimeEnvironment: 'FLINK-1_20' });
  expect(configurationOf(template())).toMatchObject({
    ApplicationCodeConfiguration: {
      CodeContentType: 'ZIPFILE',
      CodeContent: { S3ContentLocation: { FileKey: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) } },
    },
    ApplicationSnapshotConfiguration: { SnapshotsEnabled: true },
    ApplicationSystemRollbackConfiguration: { RollbackEnabled: true },
    FlinkApplicationConfiguration: {
      CheckpointConfiguration: { CheckpointingEnabled: true, CheckpointInterval: 60_000, ConfigurationType: 'CUSTOM' },
      MonitoringConfiguration: { LogLevel: 'WARN', MetricsLevel: 'APPLICATION' },
      ParallelismConfiguration: { AutoScalingEnabled: true, Parallelism: 1, ParallelismPerKPU: 1 },
    },
  });
  template().hasResourceProperties('AWS::KinesisAnalyticsV2::ApplicationCloudWatchLoggingOption', {
    ApplicationName: { Ref: Match.stringLikeRegexp('^FlinkApplication') },
  });
});

test('its application is as the props say', () => {
  const { template } = flink(() => ({
    runtime: FlinkRuntime.of('FLINK-1_19'),
    parallelism: 8,
    parallelismPerKpu: 2,
    autoScaling: false,
    snapshots: false,
    checkpointInterval: Duration.seconds(10),
    metricsLevel: FlinkMetricsLevel.TASK,
  }));
  template().hasResourceProperties(APPLICATION, { RuntimeEnvironment: 'FLINK-1_19' });
  expect(configurationOf(template())).toMatchObject({
    ApplicationSnapshotConfiguration: { SnapshotsEnabled: false },
    FlinkApplicationConfiguration: {
      CheckpointConfiguration: { CheckpointInterval: 10_000 },
      MonitoringConfiguration: { MetricsLevel: 'TASK' },
      ParallelismConfiguration: { AutoScalingEnabled: false, Parallelism: 8, ParallelismPerKPU: 2 },
    },
  });
});

test('the program is told its stream, what it is started with, and what the team gives', () => {
  const { stack, template } = flink(() => ({ propertyGroups: { mine: { limit: '5' } } }));
  const groups = configurationOf(template()).EnvironmentProperties.PropertyGroups;
  expect(stack.resolve(groups)).toEqual([
    { PropertyGroupId: 'mine', PropertyMap: { limit: '5' } },
    {
      PropertyGroupId: 'sluice.source',
      PropertyMap: {
        'stream.arn': ref(/^EventsStream/),
        'stream.name': { Ref: expect.stringMatching(/^EventsStream/) },
        'aws.region': 'eu-west-1',
      },
    },
    {
      PropertyGroupId: 'kinesis.analytics.flink.run.options',
      PropertyMap: { python: 'main.py', jarfile: 'lib/connectors.jar' },
    },
  ]);
});

test('its role has the grants it needs, for this account alone, and no others', () => {
  const { template } = flink();
  template().hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
          Effect: 'Allow',
          Principal: { Service: 'kinesisanalytics.amazonaws.com' },
        },
      ],
      Version: '2012-10-17',
    },
  });
  expect(grantsOf(template(), ROLE)).toEqual([
    [
      'kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator kinesis:ListShards',
      ref(/^EventsStream/),
    ],
    ['kms:Decrypt', ref(/^EventsKey/)],
    [
      's3:GetObject',
      { 'Fn::Join': ['', [expect.anything(), expect.anything(), expect.stringMatching(/[0-9a-f]{64}\.zip$/)]] },
    ],
    ['logs:PutLogEvents', expect.objectContaining({ 'Fn::Join': expect.anything() })],
    ['logs:DescribeLogStreams', ref(/^FlinkLog/)],
    [
      'logs:DescribeLogGroups',
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111122223333:log-group:*']] },
    ],
  ]);
});

test('in a VPC it may make network interfaces, in its subnets and a group of its own', () => {
  const { template } = flink((stack) => ({ vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) }));
  expect(configurationOf(template()).VpcConfigurations).toEqual([
    {
      SubnetIds: [{ Ref: expect.stringMatching(/^VpcPrivate/) }, { Ref: expect.stringMatching(/^VpcPrivate/) }],
      SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/^FlinkSecurityGroup/), 'GroupId'] }],
    },
  ]);
  expect(grantsOf(template(), ROLE).at(-1)).toEqual([expect.stringMatching(/^ec2:CreateNetworkInterface /), '*']);
});

test('code in a bucket is read by its key and version, with the key of the bucket', () => {
  const { template } = flink((stack) => {
    const bucket = new Bucket(stack, 'Jars', { encryptionKey: new Key(stack, 'JarKey') });
    return { code: FlinkCode.fromBucket(bucket, 'app.jar', 'v1') };
  });
  expect(configurationOf(template()).ApplicationCodeConfiguration.CodeContent.S3ContentLocation).toEqual({
    BucketARN: ref(/^Jars/),
    FileKey: 'app.jar',
    ObjectVersion: 'v1',
  });
  expect(grantsOf(template(), ROLE)).toEqual(
    expect.arrayContaining([
      ['s3:GetObjectVersion', { 'Fn::Join': ['', [ref(/^Jars/), '/app.jar']] }],
      ['kms:Decrypt', ref(/^JarKey/)],
    ]),
  );
  expect(JSON.stringify(configurationOf(template()))).not.toContain('run.options');
});

test('its alarms watch whether it runs, restarts, keeps up and takes checkpoints in time', () => {
  const { consumer, stack, template } = flink(() => ({ checkpointLimit: Duration.seconds(20) }));
  const found = template().findResources('AWS::CloudWatch::Alarm');
  const alarms = Object.fromEntries(
    consumer.alarms.map((alarm) => [
      alarm.node.id,
      found[stack.getLogicalId(alarm.node.defaultChild as never)]?.Properties,
    ]),
  );
  const Dimensions = [{ Name: 'Application', Value: { Ref: expect.stringMatching(/^FlinkApplication/) } }];
  expect(alarms).toEqual({
    Downtime: expect.objectContaining({
      Dimensions,
      MetricName: 'downtime',
      Namespace: 'AWS/KinesisAnalytics',
      Threshold: 0,
    }),
    Restarts: expect.objectContaining({
      Metrics: [
        expect.objectContaining({ Expression: 'DIFF(restarts)' }),
        expect.objectContaining({
          MetricStat: expect.objectContaining({
            Metric: { Dimensions, MetricName: 'fullRestarts', Namespace: 'AWS/KinesisAnalytics' },
          }),
        }),
      ],
    }),
    CheckpointDuration: expect.objectContaining({
      Dimensions,
      MetricName: 'lastCheckpointDuration',
      Threshold: 20_000,
    }),
    IteratorAge: expect.objectContaining({ MetricName: 'GetRecords.IteratorAgeMilliseconds', Threshold: 43_200_000 }),
  });
});

test('it passes cdk-nag', () => {
  const { app } = flink(undefined, { context: VALIDATED });
  expect(findingsIn(app)).toEqual([]);
});

test.each<[string, () => unknown, RegExp]>([
  [
    'a connector for a Java program',
    () => FlinkCode.fromAsset(SAMPLE, { jarFile: 'x.jar' }),
    /'jarFile' must be left out/,
  ],
  ['a version that is none', () => FlinkRuntime.of('1.20'), /'name' must be like FLINK-1_20/],
  ['too many tasks', () => flink(() => ({ parallelism: 257 })), /'parallelism' must be between 1 and 256/],
  [
    'checkpoints all the time',
    () => flink(() => ({ checkpointInterval: Duration.millis(500) })),
    /'checkpointInterval' must be/,
  ],
  [
    'a group of its own',
    () => flink(() => ({ propertyGroups: { 'sluice.source': {} } })),
    /'propertyGroups' must not hold 'sluice.source'/,
  ],
  ['subnets of no VPC', () => flink(() => ({ vpcSubnets: {} })), /'vpcSubnets' must be left out without 'vpc'/],
])('fails on %s', (_, make, message) => {
  expect(make).toThrow(message);
});
