import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { IngestionPipeline, PipelineAlarms } from 'cdk-sluice';

const ALARM = 'AWS::CloudWatch::Alarm';

/** Alarms of a pipeline with everything on, by construct id. */
function alarmsOf(stack: Stack, pipeline: IngestionPipeline) {
  const found = Template.fromStack(stack).findResources(ALARM);
  return new Map(
    pipeline.alarms.alarms.map((alarm) => {
      const logicalId = stack.getLogicalId(alarm.node.defaultChild as never);
      return [alarm.node.id, found[logicalId]?.Properties];
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
      'Delivery2Failures',
      'Delivery2Freshness',
      'Delivery2Throttles',
      'DeliveryFailures',
      'DeliveryFreshness',
      'FailedRecords',
      'IteratorAge',
      'Latency',
      'ServerErrors',
      'WriteThrottles',
    ]);
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
  ])('fails for %j', (props, message) => {
    expect(() => new PipelineAlarms(new Stack(new App(), 'Test'), 'Alarms', props)).toThrow(message);
  });
});
