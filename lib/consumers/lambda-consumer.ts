import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards';
import { checkInteger, checkRange } from '../checks/range';
import { AlarmSet } from '../monitoring/alarm-set';
import { streamRetention } from '../monitoring/stream-retention';
import { streamReadStatements, warnUnknownKey } from '../stream/stream-grants';
import { failureBucket, failureObjects, failureStatements } from './failure-bucket';
import { idempotencyStatement, idempotencyTable } from './idempotency-table';
import type { LambdaConsumerProps } from './lambda-consumer-props';

/** How long a batch may take unless the handler says otherwise. */
const TIMEOUT = Duration.minutes(1);
/** The greatest age of records that a mapping knows. */
const OLDEST = Duration.days(7);
/** Periods of five minutes: what is over by itself calls nobody. */
const LASTING = 3;

/**
 * Reads a stream with a Lambda function: event by event, in order, each once. An event that fails is tried again by
 * itself, a bounded number of times, and then put into a bucket, whole; the others are not held up by it for longer.
 */
export class LambdaConsumer extends Construct {
  /** The function that is called. */
  public readonly function: lambda.Function;

  /** The mapping from the stream to the function. */
  public readonly mapping: lambda.EventSourceMapping;

  /** Where records go that were given up on. */
  public readonly failureBucket: s3.IBucket;

  /** What was handled; undefined where `idempotent` is false. */
  public readonly table?: dynamodb.Table;

  /** The consumer that is registered with the stream; undefined without enhanced fan-out. */
  public readonly streamConsumer?: kinesis.CfnStreamConsumer;

  /** All alarms. */
  public readonly alarms: cloudwatch.Alarm[];

  public constructor(scope: Construct, id: string, props: LambdaConsumerProps) {
    super(scope, id);
    validate(props);
    const retention = streamRetention(this, props.stream, props.retention);
    const maxRecordAge = recordAge(props.maxRecordAge, retention);
    warnUnknownKey(this, props.stream);

    this.table = (props.idempotent ?? true) ? idempotencyTable(this) : undefined;
    this.failureBucket = props.failureBucket ?? failureBucket(this);
    this.streamConsumer =
      props.enhancedFanOut === true
        ? new kinesis.CfnStreamConsumer(this, 'StreamConsumer', {
            streamArn: props.stream.streamArn,
            consumerName: `${this.node.id.slice(0, 86).replace(/[^\w.-]/g, '-')}-${this.node.addr.slice(-8)}`,
          })
        : undefined;
    this.function = props.handler._bind(this, TIMEOUT, configOf(this.table, retention));
    this.grant(props.stream);
    this.mapping = this.map(props, maxRecordAge);
    this.alarms = this.watch(props, retention);
  }

  /** Age of the last record of a batch when the call ended, in milliseconds: `IteratorAge`, maximum. */
  public metricIteratorAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.function.metric('IteratorAge', { statistic: 'Maximum', ...options });
  }

  /** Records that were given up on and are in the bucket: `OnFailureDestinationDeliveredEventCount`, sum. */
  public metricGivenUp(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.mappingMetric('OnFailureDestinationDeliveredEventCount', options);
  }

  /** Records that were given up on and are lost, since the bucket did not take them: `DroppedEventCount`, sum. */
  public metricDropped(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.mappingMetric('DroppedEventCount', options);
  }

  private grant(stream: kinesis.IStream): void {
    const statements = [...streamReadStatements(stream), ...failureStatements(this.failureBucket)];
    if (this.table !== undefined) statements.push(idempotencyStatement(this.table));
    if (this.streamConsumer !== undefined) {
      const resources = [this.streamConsumer.attrConsumerArn];
      statements.push(new iam.PolicyStatement({ actions: ['kinesis:SubscribeToShard'], resources }));
    }
    for (const statement of statements) this.function.addToRolePolicy(statement);
    const { role } = this.function;
    if (role === undefined) return;
    const reason = 'Lambda names each object by mapping, shard, time and a random id, below this prefix alone';
    acknowledgeWildcards(role, [failureObjects(this.failureBucket)], reason);
  }

  private map(props: LambdaConsumerProps, maxRecordAge: Duration): lambda.EventSourceMapping {
    const mapping = new lambda.EventSourceMapping(this, 'Mapping', {
      target: this.function,
      eventSourceArn: this.streamConsumer?.attrConsumerArn ?? props.stream.streamArn,
      startingPosition: props.startingPosition ?? lambda.StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize ?? 100,
      maxBatchingWindow: props.maxBatchingWindow,
      parallelizationFactor: props.parallelizationFactor,
      retryAttempts: props.retryAttempts ?? 5,
      maxRecordAge,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      supportS3OnFailureDestination: true,
      onFailure: { bind: () => ({ destination: this.failureBucket.bucketArn }) },
      filters: props.filters,
      metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] },
    });
    // Lambda checks that the role may read as the mapping is made.
    if (this.function.role !== undefined) mapping.node.addDependency(this.function.role);
    return mapping;
  }

  private watch(props: LambdaConsumerProps, retention: Duration): cloudwatch.Alarm[] {
    const set = new AlarmSet(this, props.alarmTopic);
    set.add('IteratorAge', {
      metric: this.metricIteratorAge(),
      threshold: retention.toMilliseconds() * (props.iteratorAgeFraction ?? 0.5),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: LASTING,
      description: 'The consumer is so far behind that records will expire before it reads them',
    });
    set.add('GivenUp', {
      metric: this.metricGivenUp(),
      threshold: 1,
      description: 'Records were given up on: they are in the bucket of failures, to be mended and sent again',
    });
    set.add('Dropped', {
      metric: this.metricDropped(),
      threshold: 1,
      description: 'Records were given up on and are lost: the bucket of failures did not take them',
    });
    set.add('Errors', {
      metric: this.function.metricErrors(),
      threshold: 1,
      evaluationPeriods: LASTING,
      description: 'Calls of the consumer fail as a whole: it crashes or runs out of time or memory',
    });
    set.add('Throttles', {
      metric: this.function.metricThrottles(),
      threshold: 1,
      evaluationPeriods: LASTING,
      description: 'The consumer is not called for want of concurrency: it falls behind',
    });
    return set.alarms;
  }

  private mappingMetric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: this.mapping.eventSourceMappingId },
      statistic: 'Sum',
      ...options,
    }).attachTo(this);
  }
}

function validate(props: LambdaConsumerProps): void {
  checkInteger('batchSize', props.batchSize, { min: 1, max: 10_000, unit: 'records' });
  checkInteger('parallelizationFactor', props.parallelizationFactor, { min: 1, max: 10, unit: 'calls' });
  checkInteger('retryAttempts', props.retryAttempts, { min: 0, max: 10_000, unit: 'attempts' });
  checkRange('iteratorAgeFraction', props.iteratorAgeFraction, { min: 0.01, max: 1 });
  const window = props.maxBatchingWindow;
  if (window?.isUnresolved() === false) {
    checkInteger('maxBatchingWindow', window.toSeconds({ integral: false }), { min: 0, max: 300, unit: 'seconds' });
  }
  const filters = props.filters?.length ?? 1;
  if (filters < 1 || filters > 5) throw new Error(`'filters' must hold between 1 and 5 patterns, got ${filters}`);
}

/** Records must be given up on before the stream loses them. */
function recordAge(given: Duration | undefined, retention: Duration): Duration {
  if (given === undefined) {
    return Duration.seconds(Math.min(retention.toSeconds() - Duration.hours(1).toSeconds(), OLDEST.toSeconds()));
  }
  if (given.isUnresolved()) return given;
  const seconds = given.toSeconds({ integral: false });
  checkInteger('maxRecordAge', seconds, { min: 60, max: OLDEST.toSeconds(), unit: 'seconds' });
  if (seconds < retention.toSeconds()) return given;
  throw new Error(
    `'maxRecordAge' must be shorter than the retention of the stream, ${retention.toHours()} hours, got ${seconds} ` +
      'seconds: records would leave the stream before they are given up on',
  );
}

/** Source of the names: lambda/consumer/config.ts. */
function configOf(table: dynamodb.Table | undefined, retention: Duration): Record<string, string> {
  if (table === undefined) return {};
  const idempotency = { tableName: table.tableName, expiresAfter: retention.toSeconds() };
  return { CONSUMER_CONFIG: table.stack.toJsonString({ version: 1, idempotency }) };
}
