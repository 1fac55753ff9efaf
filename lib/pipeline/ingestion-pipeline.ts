import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ApiAuth } from '../api/api-auth';
import { IngestionApi } from '../api/ingestion-api';
import type { Tenant, Throttle } from '../api/throttle';
import { EventArchive } from '../archive';
import { type DeliveryFormat, DeliverySource, EventDelivery, ObjectPrefix } from '../delivery';
import { PipelineAlarms } from '../monitoring/pipeline-alarms';
import { EventStream, type StreamCapacity } from '../stream';
import { FirehosePutRecordBatchTarget, FirehosePutRecordTarget } from '../targets/firehose-target';
import { KinesisPutRecordsTarget, KinesisPutRecordTarget } from '../targets/kinesis-target';
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
}

/** Props of `IngestionPipeline`. */
export interface IngestionPipelineProps {
  /**
   * A stream the team already has. State its `retention`, for the alarm on consumers that fall behind.
   * @default - a new stream
   */
  readonly stream?: kinesis.IStream;

  /**
   * How the new stream scales.
   * @default StreamCapacity.onDemand()
   */
  readonly streamCapacity?: StreamCapacity;

  /**
   * How long the stream keeps a record, 24 to 8,760 hours.
   * @default Duration.hours(24)
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
   * One key for what is made new: stream and archive.
   * @default - a key of its own for each
   */
  readonly encryptionKey?: kms.IKey;

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
   * What becomes of stream, archive, keys and logs that are made new, when they leave the stack.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The whole way of an event: an HTTP front door before a Kinesis stream, and Firehose from the stream to S3, with
 * alarms. Routes: `POST /events`, `POST /events/batch`, `GET /health`, and with `directPut` also `POST /archive` and
 * `POST /archive/batch`. More are added with `api.addRoute`.
 */
export class IngestionPipeline extends Construct {
  /** The front door. */
  public readonly api: IngestionApi;

  /** The stream. */
  public readonly stream: kinesis.IStream;

  /** The stream with its grants and metrics; undefined where an existing one was given. */
  public readonly eventStream?: EventStream;

  /** The archive. */
  public readonly archive: EventArchive;

  /** From the stream to the archive. */
  public readonly delivery: EventDelivery;

  /** From `/archive` to the archive; undefined without `directPut`. */
  public readonly directDelivery?: EventDelivery;

  /** The alarms. */
  public readonly alarms: PipelineAlarms;

  public constructor(scope: Construct, id: string, props: IngestionPipelineProps = {}) {
    super(scope, id);
    refuseBoth('stream', props.stream, 'streamCapacity', props.streamCapacity);
    refuseBoth('archive', props.archive, 'bucket', props.bucket);

    const { stream, eventStream } = this.streamOf(props);
    this.stream = stream;
    this.eventStream = eventStream;
    this.archive = props.archive ?? this.makeArchive(props);
    this.delivery = new EventDelivery(this, 'Delivery', {
      archive: this.archive,
      source: DeliverySource.stream(this.stream),
      format: props.format,
      prefix: ObjectPrefix.hive('events'),
    });
    if (props.directPut === true) {
      this.directDelivery = new EventDelivery(this, 'DirectDelivery', {
        archive: this.archive,
        source: DeliverySource.directPut(),
        format: props.format,
        prefix: ObjectPrefix.hive('archive'),
      });
    }
    this.api = new IngestionApi(this, 'Api', {
      auth: props.auth,
      tenants: props.tenants,
      corsOrigin: props.corsOrigin,
      eventSize: props.eventSize,
      accessLogRemovalPolicy: props.removalPolicy,
    });
    this.addRoutes(props);
    this.alarms = new PipelineAlarms(this, 'Alarms', {
      topic: props.alarmTopic,
      api: this.api,
      stream: this.stream,
      retention: props.retention,
      deliveries: this.directDelivery === undefined ? [this.delivery] : [this.delivery, this.directDelivery],
    });
  }

  private streamOf(props: IngestionPipelineProps): { stream: kinesis.IStream; eventStream?: EventStream } {
    if (props.stream !== undefined) return { stream: props.stream };
    const eventStream = new EventStream(this, 'Stream', {
      capacity: props.streamCapacity,
      retention: props.retention,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy,
    });
    return { stream: eventStream.stream, eventStream };
  }

  private makeArchive(props: IngestionPipelineProps): EventArchive {
    return new EventArchive(this, 'Archive', {
      bucket: props.bucket,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy,
    });
  }

  private addRoutes(props: IngestionPipelineProps): void {
    const { stream } = this;
    const { eventSchema, partitionKey, throttles = {} } = props;
    this.api.addRoute('/events', new KinesisPutRecordTarget({ stream, partitionKey }), {
      eventSchema,
      throttle: throttles.events ?? { rateLimit: 1_000, burstLimit: 500 },
    });
    this.api.addRoute('/events/batch', new KinesisPutRecordsTarget({ stream, partitionKey }), {
      eventSchema,
      throttle: throttles.eventsBatch ?? { rateLimit: 200, burstLimit: 100 },
    });
    if (this.directDelivery !== undefined) {
      const { deliveryStream } = this.directDelivery;
      this.api.addRoute('/archive', new FirehosePutRecordTarget({ deliveryStream }), {
        eventSchema,
        throttle: throttles.archive ?? { rateLimit: 500, burstLimit: 250 },
      });
      this.api.addRoute('/archive/batch', new FirehosePutRecordBatchTarget({ deliveryStream }), {
        eventSchema,
        throttle: throttles.archiveBatch ?? { rateLimit: 40, burstLimit: 20 },
      });
    }
    this.api.addHealthRoute();
  }
}

function refuseBoth(one: string, oneValue: unknown, other: string, otherValue: unknown): void {
  if (oneValue === undefined || otherValue === undefined) return;
  throw new Error(`'${one}' and '${other}' were both given: leave '${other}' out, it only shapes what is made new`);
}
