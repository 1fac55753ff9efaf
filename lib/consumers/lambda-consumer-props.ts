import type { Duration } from 'aws-cdk-lib';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ConsumerHandler } from './consumer-handler';

/** Props of `LambdaConsumer`. */
export interface LambdaConsumerProps {
  /** The stream that is read. */
  readonly stream: IStream;

  /** What handles its events. */
  readonly handler: ConsumerHandler;

  /**
   * Records of one call at most, 1 to 10,000; a call has no more than 6 MB of them either.
   * @default 100
   */
  readonly batchSize?: number;

  /**
   * How long records are gathered for a batch, 0 to 300 seconds.
   * @default - a batch is what there is
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * Calls at the same time for each shard, 1 to 10. Records of one partition key stay in order.
   * @default 1
   */
  readonly parallelizationFactor?: number;

  /**
   * How often records that failed are handed over again before they are given up on, 0 to 10,000. Splitting a batch to
   * find the record that fails counts as none.
   * @default 5
   */
  readonly retryAttempts?: number;

  /**
   * Age at which records are given up on, 60 seconds to 7 days. It must be shorter than the retention of the stream,
   * which they would leave without a trace otherwise.
   * @default - an hour less than the retention of the stream, at most 7 days
   */
  readonly maxRecordAge?: Duration;

  /**
   * Where reading begins when the consumer is new. From the latest record on, what comes in while it is being made may
   * be passed over.
   * @default StartingPosition.TRIM_HORIZON
   */
  readonly startingPosition?: StartingPosition;

  /**
   * Whether the consumer has 2 MB/s of each shard to itself (enhanced fan-out), at a price by shard-hour and by GB,
   * instead of sharing them with other consumers.
   * @default false
   */
  readonly enhancedFanOut?: boolean;

  /**
   * Patterns of the records that are handed over, one of which must match, such as
   * `FilterCriteria.filter({ data: { type: FilterRule.isEqual('order') } })`; up to 5. What matches none is passed over
   * for good, and so are aggregated records, into which a pattern does not see.
   * @default - all records
   */
  readonly filters?: { [key: string]: unknown }[];

  /**
   * Whether an event that is delivered again is handled once all the same. Costs two writes to a DynamoDB table for each
   * event. Without it, handling an event twice must do no harm.
   * @default true
   */
  readonly idempotent?: boolean;

  /**
   * Bucket for what was given up on: whole records, with the reason. Under `aws/lambda/`.
   * @default - a new bucket, which keeps them for 90 days
   */
  readonly failureBucket?: IBucket;

  /**
   * How long the stream keeps a record, 24 to 8,760 hours. Needed for an imported stream, whose own it must be.
   * @default - as the stream's definition in this app says; of an imported one 24 hours, with a warning
   */
  readonly retention?: Duration;

  /**
   * Part of the retention that the consumer may be behind before the alarm goes off, 0.01 to 1.
   * @default 0.5
   */
  readonly iteratorAgeFraction?: number;

  /**
   * Topic that the alarms notify. CloudWatch is allowed to publish to it.
   * @default - alarms without an action
   */
  readonly alarmTopic?: ITopic;
}
