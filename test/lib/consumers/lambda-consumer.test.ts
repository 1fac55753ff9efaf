import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ConsumerHandler, LambdaConsumer } from 'cdk-sluice';
import { findingsIn, VALIDATED } from '../../support/findings';
import { consumed, grantsOf, handlerFile } from './consumed';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const STREAM = { 'Fn::GetAtt': [expect.stringMatching(/^EventsStream/), 'Arn'] };
const HANDLER_ROLE = /^ConsumerHandlerRole/;

test('its mapping finds the record that fails, tries it a few times, and keeps it', () => {
  consumed()
    .template()
    .hasResourceProperties(MAPPING, {
      EventSourceArn: Match.objectLike({ 'Fn::GetAtt': [Match.stringLikeRegexp('^EventsStream'), 'Arn'] }),
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 82_800,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ConsumerFailures'), 'Arn'] } },
      },
      MetricsConfig: { Metrics: ['EventCount'] },
      TumblingWindowInSeconds: Match.absent(),
    });
});

test('its mapping is as the props say', () => {
  consumed({
    batchSize: 500,
    maxBatchingWindow: Duration.seconds(5),
    parallelizationFactor: 10,
    retryAttempts: 0,
    maxRecordAge: Duration.hours(2),
    startingPosition: lambda.StartingPosition.LATEST,
    filters: [lambda.FilterCriteria.filter({ data: { type: lambda.FilterRule.isEqual('order') } })],
  })
    .template()
    .hasResourceProperties(MAPPING, {
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 5,
      ParallelizationFactor: 10,
      MaximumRetryAttempts: 0,
      MaximumRecordAgeInSeconds: 7_200,
      StartingPosition: 'LATEST',
      FilterCriteria: { Filters: [{ Pattern: '{"data":{"type":["order"]}}' }] },
    });
});

test('records of a stream that keeps them for long are given up on after seven days', () => {
  const { stack, template } = consumed();
  const stream = new Stream(stack, 'Long', { retentionPeriod: Duration.days(30) });
  new LambdaConsumer(stack, 'Other', { stream, handler: ConsumerHandler.fromFile(handlerFile()) });
  template().hasResourceProperties(MAPPING, { MaximumRecordAgeInSeconds: 604_800 });
});

test('its function has the grants it needs, and no others', () => {
  expect(grantsOf(consumed().template(), HANDLER_ROLE)).toEqual([
    ['logs:CreateLogStream logs:PutLogEvents', { 'Fn::GetAtt': [expect.stringMatching(/^ConsumerHandlerLog/), 'Arn'] }],
    ['xray:PutTelemetryRecords xray:PutTraceSegments', '*'],
    [
      'kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator kinesis:ListShards',
      STREAM,
    ],
    ['kms:Decrypt', { 'Fn::GetAtt': [expect.stringMatching(/^EventsKey/), 'Arn'] }],
    [
      's3:PutObject',
      { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^ConsumerFailures/), 'Arn'] }, '/aws/lambda/*']] },
    ],
    ['s3:ListBucket', { 'Fn::GetAtt': [expect.stringMatching(/^ConsumerFailures/), 'Arn'] }],
    [
      'dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
      { 'Fn::GetAtt': [expect.stringMatching(/^ConsumerHandled/), 'Arn'] },
    ],
  ]);
});

test('enhanced fan-out is a consumer of its own, which the mapping reads and the function may subscribe to', () => {
  const { template } = consumed({ enhancedFanOut: true });
  const consumer = { Ref: expect.stringMatching(/^ConsumerStreamConsumer/) };
  const [{ Properties: mapping } = { Properties: {} }] = Object.values(template().findResources(MAPPING));
  const arn = { 'Fn::GetAtt': [consumer.Ref, 'ConsumerARN'] };
  expect(mapping.EventSourceArn).toEqual(arn);
  expect(grantsOf(template(), HANDLER_ROLE)).toContainEqual(['kinesis:SubscribeToShard', arn]);
});

test('a bucket of the team takes the failures, with its key', () => {
  const { stack, template } = consumed();
  const encryptionKey = new Key(stack, 'Key');
  new LambdaConsumer(stack, 'Other', {
    stream: new Stream(stack, 'Stream'),
    handler: ConsumerHandler.fromFile(handlerFile()),
    failureBucket: new Bucket(stack, 'Theirs', { encryption: BucketEncryption.KMS, encryptionKey }),
  });
  const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
  expect(grantsOf(template(), /^OtherHandlerRole/)).toContainEqual(['kms:GenerateDataKey', key]);
});

test('without idempotency there is neither table nor configuration', () => {
  const { consumer, template } = consumed({ idempotent: false });
  template().resourceCountIs('AWS::DynamoDB::Table', 0);
  template().hasResourceProperties('AWS::Lambda::Function', {
    Environment: Match.absent(),
  });
  expect(consumer.table).toBeUndefined();
});

test('the table forgets what was handled once the stream has', () => {
  const { stack, template } = consumed();
  template().hasResourceProperties('AWS::DynamoDB::Table', {
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
    BillingMode: 'PAY_PER_REQUEST',
  });
  const [fn] = Object.values(
    template().findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.handler' } }),
  );
  const [, [before, table, after]] = fn?.Properties.Environment.Variables.CONSUMER_CONFIG['Fn::Join'] ?? [];
  expect(stack.resolve(table)).toEqual({ Ref: expect.stringMatching(/^ConsumerHandled/) });
  expect(JSON.parse(`${before}T${after}`)).toEqual({
    version: 1,
    idempotency: { tableName: 'T', expiresAfter: 86_400 },
  });
});

/** A function of the team's own. */
function ownFunction(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Own', {
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
  });
}

test('a function of the team is mapped, granted and configured in the same way', () => {
  const { stack, events, template } = consumed();
  const own = ownFunction(stack);
  const consumer = new LambdaConsumer(stack, 'Other', {
    stream: events.stream,
    handler: ConsumerHandler.fromFunction(own),
  });
  expect(consumer.function).toBe(own);
  template().hasResourceProperties('AWS::Lambda::Function', {
    Code: { ZipFile: Match.anyValue() },
    Environment: { Variables: { CONSUMER_CONFIG: Match.anyValue() } },
  });
  expect(grantsOf(template(), /^OwnServiceRole/).map(([actions]) => actions)).toContain(
    'kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator kinesis:ListShards',
  );
});

test('fails for a function that serves another consumer already, unless neither needs a table', () => {
  const { stack, events } = consumed();
  const own = ownFunction(stack);
  const consume = (id: string, idempotent: boolean) =>
    new LambdaConsumer(stack, id, { stream: events.stream, handler: ConsumerHandler.fromFunction(own), idempotent });
  consume('First', true);
  expect(() => consume('Second', true)).toThrow("'handler' must be a function of its own, got 'Test/Own'");
  expect(() => consume('Third', false)).not.toThrow();
});

describe('its alarms', () => {
  const alarmsOf = (props: Parameters<typeof consumed>[0] = {}) => {
    const { consumer, stack, template } = consumed(props);
    const found = template().findResources('AWS::CloudWatch::Alarm');
    return Object.fromEntries(
      consumer.alarms.map((alarm) => [
        alarm.node.id,
        found[stack.getLogicalId(alarm.node.defaultChild as never)]?.Properties,
      ]),
    );
  };

  test('watch age, failures, errors and throttles', () => {
    const dimension = (name: string, id: RegExp) => ({
      Dimensions: [{ Name: name, Value: { Ref: expect.stringMatching(id) } }],
    });
    const ofFunction = dimension('FunctionName', /^ConsumerHandlerFunction/);
    const ofMapping = dimension('EventSourceMappingUUID', /^ConsumerMapping/);
    expect(alarmsOf()).toEqual({
      IteratorAge: expect.objectContaining({ ...ofFunction, MetricName: 'IteratorAge', Threshold: 43_200_000 }),
      GivenUp: expect.objectContaining({ ...ofMapping, MetricName: 'OnFailureDestinationDeliveredEventCount' }),
      Dropped: expect.objectContaining({ ...ofMapping, MetricName: 'DroppedEventCount' }),
      Errors: expect.objectContaining({ ...ofFunction, MetricName: 'Errors', EvaluationPeriods: 3 }),
      Throttles: expect.objectContaining({ ...ofFunction, MetricName: 'Throttles', EvaluationPeriods: 3 }),
    });
  });

  test('notify the topic, and are quiet without data', () => {
    const { stack } = consumed();
    const topic = new Topic(new Stack(stack, 'Nested', { env: { account: '111122223333', region: 'eu-west-1' } }), 'T');
    for (const alarm of Object.values(
      alarmsOf({ alarmTopic: Topic.fromTopicArn(topic, 'Imported', 'arn:aws:sns:eu-west-1:111122223333:t') }),
    )) {
      expect(alarm).toMatchObject({
        AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:t'],
        TreatMissingData: 'notBreaching',
      });
    }
  });

  test('go off at the part of the retention that is asked for', () => {
    expect(alarmsOf({ iteratorAgeFraction: 0.25 }).IteratorAge.Threshold).toBe(21_600_000);
  });
});

test('an imported stream is warned of, since its retention and key are not known', () => {
  const { stack } = consumed();
  const stream = Stream.fromStreamArn(stack, 'Imported', 'arn:aws:kinesis:eu-west-1:111122223333:stream/theirs');
  new LambdaConsumer(stack, 'Other', { stream, handler: ConsumerHandler.fromFile(handlerFile()) });
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  expect(warnings.map(({ entry }) => String(entry.data).slice(0, 40)).sort()).toEqual([
    "The key of the imported stream 'Test/Imp",
    "The retention of the imported stream 'Te",
  ]);
});

test('it passes cdk-nag', () => {
  const { app } = consumed({ enhancedFanOut: true }, { context: VALIDATED });
  expect(findingsIn(app)).toEqual([]);
});

test.each<[string, Parameters<typeof consumed>[0], RegExp]>([
  ['a batch that is too large', { batchSize: 10_001 }, /'batchSize' must be between 1 and 10000 records/],
  ['half a record', { batchSize: 1.5 }, /'batchSize' must be a whole number/],
  ['too many calls', { parallelizationFactor: 11 }, /'parallelizationFactor' must be between 1 and 10/],
  [
    'a window that is too long',
    { maxBatchingWindow: Duration.minutes(6) },
    /'maxBatchingWindow' must be between 0 and 300/,
  ],
  ['an age that is too short', { maxRecordAge: Duration.seconds(59) }, /'maxRecordAge' must be between 60 and 604800/],
  [
    'an age as long as the retention',
    { maxRecordAge: Duration.hours(24) },
    /'maxRecordAge' must be shorter than the retention/,
  ],
  ['no filters', { filters: [] }, /'filters' must hold between 1 and 5 patterns, got 0/],
])('fails on %s', (_, props, message) => {
  expect(() => consumed(props)).toThrow(message);
});

test.each([
  [
    'a file that is no CommonJS',
    () => ConsumerHandler.fromFile('handle.ts'),
    /'path' must be a CommonJS file ending in/,
  ],
  [
    'the environment that is its own',
    () => ConsumerHandler.fromFile('handle.js', { environment: { CONSUMER_CONFIG: '' } }),
    /'environment' must not hold CONSUMER_CONFIG/,
  ],
  [
    'a timeout that is too long',
    () => ConsumerHandler.fromFile('handle.js', { timeout: Duration.minutes(16) }),
    /'timeout' must be between 1 and 900 seconds/,
  ],
])('fails on %s', (_, make, message) => {
  expect(make).toThrow(message);
});
