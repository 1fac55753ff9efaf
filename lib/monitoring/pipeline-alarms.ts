import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import type { IngestionApi } from '../api/ingestion-api';
import { checkRange } from '../checks/range';
import type { EventDelivery } from '../delivery';
import { AlarmSet } from './alarm-set';
import { deliveryAlarms } from './delivery-alarms';
import { streamRetention } from './stream-retention';

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
   * How long the stream keeps a record, 24 to 8,760 hours, for the alarm on iterator age. Needed for an imported stream,
   * whose own it must be.
   * @default - as the stream's definition in this app says; of an imported one 24 hours, with a warning
   */
  readonly retention?: Duration;

  /**
   * Part of the retention that consumers may be behind, more than 0 and up to 1.
   * @default 0.5
   */
  readonly iteratorAgeFraction?: number;

  /**
   * Deliveries to watch: freshness and failures; throttled records of direct put, and failures of conversion,
   * transform, partitioning and raw backup where these are on.
   * @default - none
   */
  readonly deliveries?: EventDelivery[];

  /**
   * Functions in the way of events to watch: errors and throttles.
   * @default - none
   */
  readonly functions?: lambda.IFunction[];

  /**
   * 5xx answers in five minutes that are too many, from 1.
   * @default 5
   */
  readonly serverErrors?: number;

  /**
   * p99 latency of the front door that is too long, 1 ms to 300 s.
   * @default Duration.seconds(2)
   */
  readonly latency?: Duration;
}

/** API Gateway gives up after 29 s, unless a quota of the account is raised. */
const LATENCY = { min: 1, max: 300_000, unit: 'milliseconds' };

/**
 * Alarms on the way of an event, from the front door to S3. Each watches a metric of its own pipeline, tells the topic
 * where one is given, and stays quiet while nothing is sent.
 */
export class PipelineAlarms extends Construct {
  /** All alarms. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly set: AlarmSet;

  public constructor(scope: Construct, id: string, props: PipelineAlarmsProps) {
    super(scope, id);
    checkRange('iteratorAgeFraction', props.iteratorAgeFraction, { min: 0.01, max: 1 });
    checkRange('serverErrors', props.serverErrors, { min: 1, max: Number.MAX_SAFE_INTEGER, unit: 'answers' });
    if (props.latency?.isUnresolved() === false) checkRange('latency', props.latency.toMilliseconds(), LATENCY);
    this.set = new AlarmSet(this, props.topic);
    this.alarms = this.set.alarms;
    if (props.api !== undefined) this.watchFrontDoor(props.api, props);
    if (props.stream !== undefined) this.watchStream(props.stream, props);
    for (const delivery of props.deliveries ?? []) this.watchDelivery(delivery);
    for (const handler of props.functions ?? []) this.watchFunction(handler);
  }

  private watchFrontDoor(api: IngestionApi, props: PipelineAlarmsProps): void {
    this.set.add('ServerErrors', {
      metric: api.metricServerErrors(),
      threshold: props.serverErrors ?? 5,
      description: 'The front door answers with 5xx: events are not stored, and producers have to send them again',
    });
    const latency = props.latency ?? Duration.seconds(2);
    for (const [index, metric] of api.metricLatencies().entries()) {
      this.set.add(`Latency${index === 0 ? '' : index + 1}`, {
        metric,
        threshold: latency.toMilliseconds(),
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 3,
        description: 'One request in a hundred takes longer than it should',
      });
    }
  }

  private watchStream(stream: kinesis.IStream, props: PipelineAlarmsProps): void {
    this.set.add('WriteThrottles', {
      metric: stream.metricWriteProvisionedThroughputExceeded({ statistic: 'Sum' }),
      threshold: 1,
      description: 'The stream takes less than is sent: producers are answered 429. A hot key, or too few shards',
    });
    this.set.add('FailedRecords', {
      metric: stream.metricPutRecordsFailedRecords({ statistic: 'Sum' }),
      threshold: 1,
      description: 'Kinesis failed to store records of a batch: producers have to send them again',
    });
    const retention = streamRetention(this, stream, props.retention);
    const fraction = props.iteratorAgeFraction ?? 0.5;
    this.set.add('IteratorAge', {
      metric: stream.metricGetRecordsIteratorAgeMilliseconds({ statistic: 'Maximum' }),
      threshold: retention.toMilliseconds() * fraction,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      description: 'A consumer is so far behind that events will expire before it reads them',
    });
  }

  private watchDelivery(delivery: EventDelivery): void {
    // By where the delivery stands, so that neither the order of the list nor what joins it renames an alarm.
    const scope = new Construct(this, pathFrom(this.node.scope, delivery));
    for (const [id, rule] of deliveryAlarms(delivery)) this.set.add(id, rule, scope);
  }

  private watchFunction(handler: lambda.IFunction): void {
    const scope = new Construct(this, pathFrom(this.node.scope, handler));
    this.set.add(
      'Errors',
      {
        metric: handler.metricErrors({ statistic: 'Sum' }),
        threshold: 1,
        description: 'The function fails or takes too long: producers are answered 503 or 504',
      },
      scope,
    );
    this.set.add(
      'Throttles',
      {
        metric: handler.metricThrottles({ statistic: 'Sum' }),
        threshold: 1,
        description: 'More copies of the function are wanted than the account, or its reservation, allows',
      },
      scope,
    );
  }
}

/** Ids from `scope` down to `construct`; from the root where it stands elsewhere. */
function pathFrom(scope: IConstruct | undefined, construct: IConstruct): string {
  const path = construct.node.path;
  const above = `${scope?.node.path}/`;
  return path.startsWith(above) ? path.slice(above.length) : path;
}
