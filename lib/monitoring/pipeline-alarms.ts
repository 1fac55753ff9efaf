import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { IngestionApi } from '../api/ingestion-api';
import { checkRange } from '../checks/range';
import type { EventDelivery } from '../delivery';
import { admitCloudWatch } from './admit-cloudwatch';

/** Props of `PipelineAlarms`. */
export interface PipelineAlarmsProps {
  /**
   * Topic every alarm notifies, when it goes off and when it is over. CloudWatch is allowed to publish to it, and to use
   * its key; where that cannot be granted from here, a warning says so.
   * @default - alarms without an action
   */
  readonly topic?: sns.ITopic;

  /**
   * Front door to watch: 5xx answers and p99 latency.
   * @default - none
   */
  readonly api?: IngestionApi;

  /**
   * Stream to watch: write throttles, failed records, iterator age.
   * @default - none
   */
  readonly stream?: kinesis.IStream;

  /**
   * How long the stream keeps a record, for the alarm on iterator age. Give the stream's own.
   * @default Duration.hours(24)
   */
  readonly retention?: Duration;

  /**
   * Part of the retention that consumers may be behind, more than 0 and up to 1.
   * @default 0.5
   */
  readonly iteratorAgeFraction?: number;

  /**
   * Deliveries to watch: freshness and failures, and for direct put throttled records.
   * @default - none
   */
  readonly deliveries?: EventDelivery[];

  /**
   * 5xx answers in five minutes that are too many, from 1.
   * @default 5
   */
  readonly serverErrors?: number;

  /**
   * p99 latency of the front door that is too long.
   * @default Duration.seconds(2)
   */
  readonly latency?: Duration;
}

/** What an alarm goes off at. */
interface AlarmRule {
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly description: string;
  readonly comparisonOperator?: cloudwatch.ComparisonOperator;
  readonly evaluationPeriods?: number;
}

/**
 * Alarms on the way of an event, from the front door to S3. Each watches a metric of its own pipeline, tells the topic
 * where one is given, and stays quiet while nothing is sent.
 */
export class PipelineAlarms extends Construct {
  /** All alarms. */
  public readonly alarms: cloudwatch.Alarm[] = [];

  private readonly action?: cloudwatch.IAlarmAction;

  public constructor(scope: Construct, id: string, props: PipelineAlarmsProps) {
    super(scope, id);
    checkRange('iteratorAgeFraction', props.iteratorAgeFraction, { min: 0.01, max: 1 });
    checkRange('serverErrors', props.serverErrors, { min: 1, max: Number.MAX_SAFE_INTEGER, unit: 'answers' });
    if (props.topic !== undefined) {
      this.action = new SnsAction(props.topic);
      admitCloudWatch(this, props.topic);
    }
    if (props.api !== undefined) this.watchFrontDoor(props.api, props);
    if (props.stream !== undefined) this.watchStream(props.stream, props);
    for (const [index, delivery] of (props.deliveries ?? []).entries()) {
      this.watchDelivery(`Delivery${index === 0 ? '' : index + 1}`, delivery);
    }
  }

  private watchFrontDoor(api: IngestionApi, props: PipelineAlarmsProps): void {
    this.add('ServerErrors', {
      metric: api.metricServerErrors(),
      threshold: props.serverErrors ?? 5,
      description: 'The front door answers with 5xx: events are not stored, and producers have to send them again',
    });
    const latency = props.latency ?? Duration.seconds(2);
    for (const [index, metric] of api.metricLatencies().entries()) {
      this.add(`Latency${index === 0 ? '' : index + 1}`, {
        metric,
        threshold: latency.toMilliseconds(),
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 3,
        description: 'One request in a hundred takes longer than it should',
      });
    }
  }

  private watchStream(stream: kinesis.IStream, props: PipelineAlarmsProps): void {
    this.add('WriteThrottles', {
      metric: stream.metricWriteProvisionedThroughputExceeded({ statistic: 'Sum' }),
      threshold: 1,
      description: 'The stream takes less than is sent: producers are answered 429. A hot key, or too few shards',
    });
    this.add('FailedRecords', {
      metric: stream.metricPutRecordsFailedRecords({ statistic: 'Sum' }),
      threshold: 1,
      description: 'Kinesis failed to store records of a batch: producers have to send them again',
    });
    // Of a retention known only at deployment the shortest that Kinesis knows is certain.
    const retention = props.retention?.isUnresolved() === false ? props.retention : Duration.hours(24);
    const fraction = props.iteratorAgeFraction ?? 0.5;
    this.add('IteratorAge', {
      metric: stream.metricGetRecordsIteratorAgeMilliseconds({ statistic: 'Maximum' }),
      threshold: retention.toMilliseconds() * fraction,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      description: 'A consumer is so far behind that events will expire before it reads them',
    });
  }

  private watchDelivery(id: string, delivery: EventDelivery): void {
    this.add(`${id}Freshness`, {
      metric: delivery.metricDataFreshness(),
      threshold: delivery.bufferingInterval.toSeconds() * 2 + 600,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 2,
      description: 'The oldest event Firehose holds is older than its buffer explains: delivery is behind',
    });
    this.add(`${id}Failures`, {
      metric: delivery.metricDeliverySuccess(),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      description: 'Firehose cannot write to the archive. It retries; after 24 hours direct puts are lost',
    });
    if (delivery.source.sourceStream === undefined) {
      this.add(`${id}Throttles`, {
        metric: delivery.metricThrottledRecords(),
        threshold: 1,
        description: 'More is put than the direct-put quota takes: producers are answered 429',
      });
    }
  }

  private add(id: string, rule: AlarmRule): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      metric: rule.metric,
      threshold: rule.threshold,
      comparisonOperator: rule.comparisonOperator ?? cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: rule.evaluationPeriods ?? 1,
      alarmDescription: rule.description,
      // No data is no traffic, not a failure.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (this.action !== undefined) {
      alarm.addAlarmAction(this.action);
      alarm.addOkAction(this.action);
    }
    this.alarms.push(alarm);
  }
}
