import { App, type CfnElement, Duration, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type CfnStream, type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  DeliveryFormat,
  EventArchive,
  EventDelivery,
  type EventDeliveryProps,
  IngestionPipeline,
  ObjectPrefix,
  PipelineAlarms,
} from 'cdk-sluice';
import { Construct } from 'constructs';

const ALARM = 'AWS::CloudWatch::Alarm';

/** Alarms of a pipeline, by construct path. */
function alarmsOf(stack: Stack, pipeline: IngestionPipeline) {
  const found = Template.fromStack(stack).findResources(ALARM);
  return new Map(
    pipeline.alarms.alarms.map((alarm) => {
      const logicalId = stack.getLogicalId(alarm.node.defaultChild as never);
      return [alarm.node.path.replace(`${pipeline.alarms.node.path}/`, ''), found[logicalId]?.Properties];
    }),
  );
}

function makePipeline(props: ConstructorParameters<typeof IngestionPipeline>[2] = {}) {
  const stack = new Stack(new App(), 'Test');
  const alarmTopic = new Topic(stack, 'Topic');
  const pipeline = new IngestionPipeline(stack, 'Pipeline', { directPut: true, alarmTopic, ...props });
  return { stack, pipeline, alarms: () => alarmsOf(stack, pipeline) };
}

describe("a pipeline's alarms", () => {
  test('watch the whole way of an event', () => {
    expect([...makePipeline().alarms().keys()].sort()).toEqual([
      'Delivery/Failures',
      'Delivery/Freshness',
      'DirectDelivery/Failures',
      'DirectDelivery/Freshness',
      'DirectDelivery/Throttles',
      'FailedRecords',
      'IteratorAge',
      'Latency',
      'ServerErrors',
      'WriteThrottles',
    ]);
  });

  test('go by the name of their delivery, whatever its place in the list', () => {
    const namesOf = (order: (deliveries: EventDelivery[]) => EventDelivery[]) => {
      const stack = new Stack(new App(), 'Test');
      const archive = new EventArchive(stack, 'Archive');
      const deliveries = ['First', 'Second'].map(
        (id) => new EventDelivery(stack, id, { archive, prefix: ObjectPrefix.hive(id) }),
      );
      new PipelineAlarms(stack, 'Alarms', { deliveries: order(deliveries) });
      const alarms = Template.fromStack(stack).findResources(ALARM);
      return Object.entries(alarms).map(([id, { Properties }]) => [id, Properties.Dimensions[0].Value.Ref]);
    };
    expect(namesOf(([first, ...others]) => [...others, first as EventDelivery]).sort()).toEqual(
      namesOf((all) => all).sort(),
    );
    expect(namesOf((all) => all.slice(1))).toEqual(namesOf((all) => all).filter(([id]) => id?.includes('Second')));
  });

  test('tell two deliveries of one name apart', () => {
    const stack = new Stack(new App(), 'Test');
    const archive = new EventArchive(stack, 'Archive');
    const deliveries = ['One', 'Two'].map(
      (scope) =>
        new EventDelivery(new Construct(stack, scope), 'Delivery', { archive, prefix: ObjectPrefix.hive(scope) }),
    );
    expect(new PipelineAlarms(stack, 'Alarms', { deliveries }).alarms).toHaveLength(6);
  });

  test('each look at resources of this pipeline: none is without dimensions', () => {
    for (const [id, alarm] of makePipeline().alarms()) {
      expect([id, alarm.Dimensions?.length > 0]).toEqual([id, true]);
      for (const { Value } of alarm.Dimensions) expect(Value).toBeTruthy();
    }
  });

  test('would be caught without dimensions, which can never go off', () => {
    const stack = new Stack(new App(), 'Test');
    const stream = Stream.fromStreamArn(stack, 'Stream', 'arn:aws:kinesis:us-east-1:111111111111:stream/s');
    new PipelineAlarms(stack, 'Alarms', { stream });
    const alarms = Object.values(Template.fromStack(stack).findResources(ALARM));
    expect(alarms.map(({ Properties }) => Properties.Dimensions)).toEqual(
      alarms.map(() => [{ Name: 'StreamName', Value: 's' }]),
    );
  });

  test('each tell the topic when they go off and when they are over', () => {
    for (const alarm of makePipeline().alarms().values()) {
      expect([alarm.AlarmActions?.length, alarm.OKActions?.length]).toEqual([1, 1]);
    }
  });

  test('may publish to the topic, and use its key', () => {
    const stack = new Stack(new App(), 'Test');
    const topic = new Topic(stack, 'Topic', { masterKey: new Key(stack, 'Key'), enforceSSL: true });
    new IngestionPipeline(stack, 'Pipeline', { alarmTopic: topic });
    const caller = {
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    };
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ ...caller, Action: 'sns:Publish' })]) },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({ ...caller, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })]),
      },
    });
  });

  test('warn where an imported topic cannot be told to admit them', () => {
    const stack = new Stack(new App(), 'Test');
    const alarmTopic = Topic.fromTopicArn(stack, 'Theirs', 'arn:aws:sns:us-east-1:111111111111:theirs');
    new IngestionPipeline(stack, 'Pipeline', { alarmTopic });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('policy of the imported topic'));
  });

  test('have no action where no topic is given', () => {
    for (const alarm of makePipeline({ alarmTopic: undefined }).alarms().values()) {
      expect(alarm.AlarmActions).toBeUndefined();
    }
  });

  test('each stay quiet while nothing is sent', () => {
    for (const alarm of makePipeline().alarms().values()) expect(alarm.TreatMissingData).toBe('notBreaching');
  });

  test('go off at half of the retention by which consumers are behind', () => {
    const alarm = makePipeline({ retention: Duration.hours(48) })
      .alarms()
      .get('IteratorAge');
    expect(alarm).toMatchObject({
      MetricName: 'GetRecords.IteratorAgeMilliseconds',
      Threshold: 24 * 3_600_000,
      ComparisonOperator: 'GreaterThanThreshold',
      Statistic: 'Maximum',
    });
  });

  test('watch the stage of the front door, not every API of its name', () => {
    const alarm = makePipeline().alarms().get('ServerErrors');
    expect(alarm.Dimensions.map(({ Name }: { Name: string }) => Name).sort()).toEqual(['ApiName', 'Stage']);
    expect(alarm).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: '5XXError',
      Statistic: 'Sum',
      Threshold: 5,
    });
  });

  test('watch p99 of the latency', () => {
    expect(makePipeline().alarms().get('Latency')).toMatchObject({ ExtendedStatistic: 'p99', Threshold: 2_000 });
  });

  test.each([
    [{ iteratorAgeFraction: 0 }, "'iteratorAgeFraction' must be between 0.01 and 1, got 0"],
    [{ serverErrors: 0 }, "'serverErrors' must be between 1 and"],
    [{ latency: Duration.millis(0) }, "'latency' must be between 1 and 300000 milliseconds, got 0"],
    [{ latency: Duration.minutes(6) }, "'latency' must be between 1 and 300000 milliseconds, got 360000"],
  ])('fails for %j', (props, message) => {
    expect(() => new PipelineAlarms(new Stack(new App(), 'Test'), 'Alarms', props)).toThrow(message);
  });
});

describe('alarms on a delivery', () => {
  /** Alarms of one delivery, by id. */
  function watched(props: (stack: Stack) => Omit<EventDeliveryProps, 'archive'>) {
    const stack = new Stack(new App(), 'Test');
    const delivery = new EventDelivery(stack, 'D', { archive: new EventArchive(stack, 'Archive'), ...props(stack) });
    const { alarms } = new PipelineAlarms(stack, 'Alarms', { deliveries: [delivery] });
    const found = Template.fromStack(stack).findResources(ALARM);
    return new Map(
      alarms.map((alarm) => [
        alarm.node.id,
        found[stack.getLogicalId(alarm.node.defaultChild as CfnElement)]?.Properties,
      ]),
    );
  }
  const usual = ['Freshness', 'Failures', 'Throttles'];
  const parquet = DeliveryFormat.parquet({ columns: [{ name: 'id', dataType: 'string' }] });

  test('are for what is switched on alone', () => {
    expect([...watched(() => ({})).keys()]).toEqual(usual);
  });

  test.each([
    ['FailedConversions', 'FailedConversion.Records', 'GreaterThanOrEqualToThreshold', () => ({ format: parquet })],
    [
      'TransformFailures',
      'ExecuteProcessing.Success',
      'LessThanThreshold',
      (stack: Stack) => ({
        transform: lambda.Function.fromFunctionArn(stack, 'F', 'arn:aws:lambda:us-east-1:111111111111:function:f'),
      }),
    ],
    [
      'TooManyPartitions',
      'PartitionCountExceeded',
      'GreaterThanOrEqualToThreshold',
      () => ({ partitionKeys: { tenant: '.tenant' } }),
    ],
    ['BackupFailures', 'BackupToS3.Success', 'LessThanThreshold', () => ({ rawBackup: true })],
  ] as const)('have %s where %s is of use', (id, MetricName, ComparisonOperator, props) => {
    const alarms = watched(props);
    expect([...alarms.keys()]).toEqual([...usual, id]);
    expect(alarms.get(id)).toMatchObject({ MetricName, ComparisonOperator, Threshold: 1 });
    expect(alarms.get(id).Dimensions).toEqual([{ Name: 'DeliveryStreamName', Value: { Ref: expect.any(String) } }]);
  });

  test('take the longest buffering for one that is known at deployment only', () => {
    const bufferingInterval = Duration.seconds(Token.asNumber({ Ref: 'Seconds' }));
    expect(watched(() => ({ bufferingInterval })).get('Freshness').Threshold).toBe(2_400);
  });
});

describe('the alarm on iterator age', () => {
  /** Its threshold in hours, and the warnings of the stack. */
  function iteratorAge(streamIn: (stack: Stack) => IStream, retention?: Duration) {
    const stack = new Stack(new App(), 'Test');
    new PipelineAlarms(stack, 'Alarms', { stream: streamIn(stack), retention, iteratorAgeFraction: 1 });
    const alarms = Object.values(Template.fromStack(stack).findResources(ALARM));
    const alarm = alarms.find(({ Properties }) => Properties.MetricName.includes('IteratorAge'));
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
    return {
      hours: alarm?.Properties.Threshold / 3_600_000,
      warnings: warnings.map(({ entry }) => String(entry.data)),
    };
  }
  const imported = (stack: Stack) =>
    Stream.fromStreamArn(stack, 'Theirs', 'arn:aws:kinesis:us-east-1:111111111111:stream/theirs');

  test.each([
    [72, (stack: Stack) => new Stream(stack, 'Own', { retentionPeriod: Duration.hours(72) })],
    [24, (stack: Stack) => new CfnStreamWithoutRetention(stack)],
    [24, (stack: Stack) => new Stream(stack, 'Own', { retentionPeriod: Duration.hours(Token.asNumber({ Ref: 'H' })) })],
  ])('knows a retention of %i hours from the definition of the stream', (hours, stream) => {
    expect(iteratorAge(stream)).toEqual({ hours, warnings: [] });
  });

  test('goes by what is given for an imported stream', () => {
    expect(iteratorAge(imported, Duration.hours(168))).toEqual({ hours: 168, warnings: [] });
  });

  test('warns that it takes an imported stream to keep records for 24 hours', () => {
    expect(iteratorAge(imported)).toEqual({
      hours: 24,
      warnings: [expect.stringContaining('sluice:unknownRetention')],
    });
  });

  test('fails for a retention that the stream does not have', () => {
    const own = (stack: Stack) => new Stream(stack, 'Own', { retentionPeriod: Duration.hours(72) });
    expect(() => iteratorAge(own, Duration.hours(24))).toThrow(
      "'retention' must be that of the stream 'Test/Own', 72 hours, got 24: leave it out",
    );
  });

  test.each([1, 9_000])('fails for a retention of %i hours', (hours) => {
    expect(() => iteratorAge(imported, Duration.hours(hours))).toThrow("'retention' must be between 24 and 8760 hours");
  });
});

/** A stream whose definition leaves the retention to Kinesis. */
class CfnStreamWithoutRetention extends Stream {
  public constructor(stack: Stack) {
    super(stack, 'Own');
    (this.node.defaultChild as CfnStream).retentionPeriodHours = undefined;
  }
}
