import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { ApiAuth } from '../api/api-auth';
import type { FrontDoor } from '../api/front-door';
import type { Tenant, Throttle } from '../api/throttle';
import type { EventArchive } from '../archive';
import type { DeliveryFormat } from '../delivery';
import type { StreamCapacity } from '../stream';
import type { LambdaProxyOptions } from '../targets/lambda-proxy-options';
import type { PartitionKey } from '../targets/partition-key';

/** Token buckets of a pipeline's routes. */
export interface PipelineThrottles {
  /**
   * `POST /events`.
   * @default - 1,000 requests/s, burst 500
   */
  readonly events?: Throttle;

  /**
   * `POST /events/batch`.
   * @default - 200 requests/s, burst 100
   */
  readonly eventsBatch?: Throttle;

  /**
   * `POST /archive`.
   * @default - 500 requests/s, burst 250
   */
  readonly archive?: Throttle;

  /**
   * `POST /archive/batch`.
   * @default - 40 requests/s, burst 20
   */
  readonly archiveBatch?: Throttle;

  /**
   * `POST /proxy/events`.
   * @default - 500 requests/s, burst 250
   */
  readonly proxyEvents?: Throttle;

  /**
   * `POST /proxy/events/batch`.
   * @default - 50 requests/s, burst 25
   */
  readonly proxyEventsBatch?: Throttle;
}

/** Props of `IngestionPipeline`. */
export interface IngestionPipelineProps {
  /**
   * A stream the team already has. Of an imported one state the `retention`, for the alarm on consumers that fall
   * behind.
   * @default - a new stream
   */
  readonly stream?: kinesis.IStream;

  /**
   * How the new stream scales.
   * @default StreamCapacity.onDemand()
   */
  readonly streamCapacity?: StreamCapacity;

  /**
   * How long the stream keeps a record, 24 to 8,760 hours. With `stream`, that stream's own.
   * @default Duration.hours(24); with `stream`, as its definition in this app says
   */
  readonly retention?: Duration;

  /**
   * An archive made elsewhere, e.g. in a stack of its own.
   * @default - a new archive
   */
  readonly archive?: EventArchive;

  /**
   * A bucket the team already has, for the new archive.
   * @default - a new bucket
   */
  readonly bucket?: s3.IBucket;

  /**
   * One key for what is made new: stream and archive. With `bucket`, the key that bucket encrypts with.
   * @default - a key of its own for each
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Where the front door can be reached from.
   * @default FrontDoor.regional()
   */
  readonly frontDoor?: FrontDoor;

  /**
   * Who may call.
   * @default ApiAuth.iam()
   */
  readonly auth?: ApiAuth;

  /**
   * Named clients, each with an API key and a usage plan.
   * @default - none
   */
  readonly tenants?: Tenant[];

  /**
   * Token buckets of the routes.
   * @default - see `PipelineThrottles`
   */
  readonly throttles?: PipelineThrottles;

  /**
   * The origin browsers may call from: one, or `*`.
   * @default - no CORS
   */
  readonly corsOrigin?: string;

  /**
   * JSON Schema (draft 4) of one event.
   * @default - a JSON object with at least one member
   */
  readonly eventSchema?: { readonly [key: string]: unknown };

  /**
   * What a typical event weighs, for the capacity warning at synth.
   * @default Size.kibibytes(1)
   */
  readonly eventSize?: Size;

  /**
   * Where the partition key of an event comes from, on both stream routes.
   * @default - the header `X-Partition-Key`; in a batch, the field `partitionKey` of each record
   */
  readonly partitionKey?: PartitionKey;

  /**
   * Whether there are also routes past the stream, straight into Firehose: `/archive` and `/archive/batch`.
   * @default false
   */
  readonly directPut?: boolean;

  /**
   * Routes that go to the stream by way of a function, which says where each event came from: `/proxy/events` and
   * `/proxy/events/batch`. `{}` makes them with the defaults.
   * @default - no such routes
   */
  readonly proxyRoutes?: LambdaProxyOptions;

  /**
   * Where the events of the stream lie in the archive: folders such as `shop/orders`. Pipelines that share an archive
   * or a bucket need one each.
   * @default events
   */
  readonly prefix?: string;

  /**
   * Where the events of the routes past the stream lie in the archive. Only with `directPut`.
   * @default - `archive`; with `prefix`, that name and `-archive`
   */
  readonly archivePrefix?: string;

  /**
   * What the archive's objects look like.
   * @default DeliveryFormat.json()
   */
  readonly format?: DeliveryFormat;

  /**
   * Topic the alarms notify.
   * @default - alarms without an action
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * How long the front door's access log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly accessLogRetention?: logs.RetentionDays;

  /**
   * What becomes of stream, archive, keys and logs that are made new, when they leave the stack. By default they stay,
   * unless it is their very creation that fails.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}
