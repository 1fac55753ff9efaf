import { resolve } from 'node:path';
import { App, type AppProps, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { FlowLogDestination, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { EventStream, KclConsumer, type KclConsumerProps, StreamCapacity } from 'cdk-sluice';
import { findingsIn, VALIDATED } from '../../support/findings';
import { ENV, grantsOf } from './consumed';

const SAMPLE = resolve(__dirname, '../../../examples/kcl');
const NAME = /^Test-?Kcl/;
const TASK_ROLE = /^KclTaskRole/;

function kcl(props: Partial<KclConsumerProps> = {}, capacity?: StreamCapacity, appProps: AppProps = {}) {
  const app = new App(appProps);
  const stack = new Stack(app, 'Test', { env: ENV });
  const vpc = new Vpc(stack, 'Vpc', {
    maxAzs: 2,
    flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs() } },
  });
  const { stream } = new EventStream(stack, 'Events', { capacity });
  const image = ContainerImage.fromAsset(SAMPLE);
  const consumer = new KclConsumer(stack, 'Kcl', { stream, image, vpc, ...props });
  return { app, stack, consumer, template: () => Template.fromStack(stack) };
}

const ref = (id: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(id), 'Arn'] });

test('its service runs the image on ARM, in private subnets, and tells it application and stream', () => {
  const { consumer, template } = kcl();
  expect(consumer.applicationName).toMatch(NAME);
  template().hasResourceProperties('AWS::ECS::TaskDefinition', {
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    Cpu: '512',
    Memory: '1024',
    ContainerDefinitions: [
      Match.objectLike({
        StopTimeout: 60,
        Environment: [
          { Name: 'KCL_APPLICATION_NAME', Value: consumer.applicationName },
          { Name: 'KCL_STREAM_NAME', Value: { Ref: Match.stringLikeRegexp('^EventsStream') } },
          { Name: 'KCL_STREAM_ARN', Value: Match.anyValue() },
          { Name: 'KCL_INITIAL_POSITION', Value: 'TRIM_HORIZON' },
          { Name: 'KCL_RETRIEVAL_MODE', Value: 'POLLING' },
        ],
      }),
    ],
  });
  template().hasResourceProperties('AWS::ECS::Service', {
    DesiredCount: 1,
    LaunchType: 'FARGATE',
    DeploymentConfiguration: {
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
    },
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        AssignPublicIp: 'DISABLED',
        Subnets: [{ Ref: Match.stringLikeRegexp('^VpcPrivate') }, { Ref: Match.stringLikeRegexp('^VpcPrivate') }],
      },
    },
  });
});

test('its three tables have the names and keys that the library looks for', () => {
  const { consumer, template } = kcl();
  const tables = Object.values(template().findResources('AWS::DynamoDB::Table')).map(({ Properties }) => [
    Properties.TableName,
    Properties.KeySchema,
    Properties.GlobalSecondaryIndexes,
  ]);
  const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' }];
  expect(tables).toEqual([
    [
      consumer.applicationName,
      key('leaseKey'),
      [
        {
          IndexName: 'LeaseOwnerToLeaseKeyIndex',
          KeySchema: [...key('leaseOwner'), { AttributeName: 'leaseKey', KeyType: 'RANGE' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    ],
    [`${consumer.applicationName}-WorkerMetricStats`, key('wid'), undefined],
    [`${consumer.applicationName}-CoordinatorState`, key('key'), undefined],
  ]);
});

test('its tasks have the grants they need, and no others', () => {
  const { consumer, template } = kcl();
  expect(grantsOf(template(), TASK_ROLE)).toEqual([
    [
      'kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator kinesis:ListShards',
      ref(/^EventsStream/),
    ],
    ['kms:Decrypt', ref(/^EventsKey/)],
    [
      'dynamodb:DeleteItem dynamodb:DescribeTable dynamodb:GetItem dynamodb:PutItem dynamodb:Scan dynamodb:UpdateItem',
      [ref(/^KclLeases/), ref(/^KclWorkerMetrics/), ref(/^KclCoordinatorState/)],
    ],
    ['dynamodb:Query', { 'Fn::Join': ['', [ref(/^KclLeases/), '/index/LeaseOwnerToLeaseKeyIndex']] }],
    [
      'cloudwatch:PutMetricData',
      { Resource: '*', Condition: { StringEquals: { 'cloudwatch:namespace': consumer.applicationName } } },
    ],
  ]);
});

test('its image is fetched, and its log written, by a role that may do no more', () => {
  expect(grantsOf(kcl().template(), /^KclTaskExecutionRole/)).toEqual([
    ['ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer', expect.anything()],
    ['ecr:GetAuthorizationToken', '*'],
    ['logs:CreateLogStream logs:PutLogEvents', ref(/^KclLog/)],
  ]);
});

test('with enhanced fan-out they may register and use the one consumer', () => {
  const { consumer, template } = kcl({ enhancedFanOut: true });
  expect(grantsOf(template(), TASK_ROLE).slice(-2)).toEqual([
    ['kinesis:RegisterStreamConsumer', ref(/^EventsStream/)],
    [
      'kinesis:DescribeStreamConsumer kinesis:SubscribeToShard',
      { 'Fn::Join': ['', [ref(/^EventsStream/), `/consumer/${consumer.applicationName}:*`]] },
    ],
  ]);
});

test.each([
  [StreamCapacity.provisioned(6), 6],
  [undefined, 4],
])('it scales by the age of what it reads, up to the shards of the stream', (capacity, MaxCapacity) => {
  const template = kcl({}, capacity).template();
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 1, MaxCapacity });
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    StepScalingPolicyConfiguration: {
      StepAdjustments: [
        { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 240_000, ScalingAdjustment: 1 },
        { MetricIntervalLowerBound: 240_000, ScalingAdjustment: 2 },
      ],
    },
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'GetRecords.IteratorAgeMilliseconds',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 60_000,
    Period: 60,
  });
});

test('its alarms tell when it is far behind, or does not run', () => {
  const { consumer, stack, template } = kcl();
  const found = template().findResources('AWS::CloudWatch::Alarm');
  const alarms = Object.fromEntries(
    consumer.alarms.map((alarm) => [
      alarm.node.id,
      found[stack.getLogicalId(alarm.node.defaultChild as never)]?.Properties,
    ]),
  );
  expect(alarms).toEqual({
    IteratorAge: expect.objectContaining({ MetricName: 'GetRecords.IteratorAgeMilliseconds', Threshold: 43_200_000 }),
    NoTasks: expect.objectContaining({
      Namespace: 'ECS/ContainerInsights',
      MetricName: 'RunningTaskCount',
      ComparisonOperator: 'LessThanThreshold',
      Dimensions: [
        { Name: 'ClusterName', Value: { Ref: expect.stringMatching(/^KclCluster/) } },
        { Name: 'ServiceName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^KclService/), 'Name'] } },
      ],
    }),
  });
});

test('it passes cdk-nag', () => {
  const { app } = kcl({ enhancedFanOut: true }, undefined, { context: VALIDATED });
  expect(findingsIn(app).filter((finding) => !finding.includes('Test/Vpc'))).toEqual([]);
});

test.each<[string, Partial<KclConsumerProps>, RegExp]>([
  ['no task', { minTasks: 0 }, /'minTasks' must be between 1 and 4 tasks/],
  ['more tasks than there may be', { minTasks: 3, maxTasks: 2 }, /'minTasks' must be between 1 and 2/],
  ['an age that is too short', { scaleOutAge: Duration.seconds(1) }, /'scaleOutAge' must be between 10 and 86400/],
  ['an end that takes too long', { stopTimeout: Duration.minutes(3) }, /'stopTimeout' must be between 2 and 120/],
  [
    'an environment of its own',
    { environment: { KCL_STREAM_NAME: 'x' } },
    /'environment' must not hold 'KCL_STREAM_NAME'/,
  ],
])('fails on %s', (_, props, message) => {
  expect(() => kcl(props)).toThrow(message);
});
