import { RemovalPolicy } from 'aws-cdk-lib';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { IngestionApi } from '../api/ingestion-api';
import { EventArchive } from '../archive';
import { DeliverySource, EventDelivery, ObjectPrefix } from '../delivery';
import { PipelineAlarms } from '../monitoring/pipeline-alarms';
import { EventStream } from '../stream';
import { FirehosePutRecordBatchTarget, FirehosePutRecordTarget } from '../targets/firehose-target';
import { KinesisPutRecordsTarget, KinesisPutRecordTarget } from '../targets/kinesis-target';
import { LambdaProxyTarget } from '../targets/lambda-proxy-target';
import type { IngestionPipelineProps } from './ingestion-pipeline-props';

/**
 * The whole way of an event: an HTTP front door before a Kinesis stream, and Firehose from the stream to S3, with
 * alarms. Routes: `POST /events`, `POST /events/batch`, `GET /health`; with `directPut` also `POST /archive` and
 * `POST /archive/batch`; with `proxyRoutes` also `POST /proxy/events` and `POST /proxy/events/batch`. More are added with
 * `api.addRoute`.
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

  /** The functions of `/proxy/events` and `/proxy/events/batch`; none without `proxyRoutes`. */
  public readonly proxyFunctions: lambda.Function[];

  /** The alarms. */
  public readonly alarms: PipelineAlarms;

  public constructor(scope: Construct, id: string, props: IngestionPipelineProps = {}) {
    super(scope, id);
    refuseBoth('stream', props.stream, 'streamCapacity', props.streamCapacity);
    refuseBoth('archive', props.archive, 'bucket', props.bucket);
    refuseUnused(props);

    const { stream, eventStream } = this.streamOf(props);
    this.stream = stream;
    this.eventStream = eventStream;
    this.archive = props.archive ?? this.makeArchive(props);
    this.delivery = new EventDelivery(this, 'Delivery', {
      archive: this.archive,
      source: DeliverySource.stream(this.stream),
      format: props.format,
      prefix: ObjectPrefix.hive(props.prefix ?? 'events'),
    });
    if (props.directPut === true) {
      this.directDelivery = new EventDelivery(this, 'DirectDelivery', {
        archive: this.archive,
        source: DeliverySource.directPut(),
        format: props.format,
        prefix: ObjectPrefix.hive(
          props.archivePrefix ?? (props.prefix === undefined ? 'archive' : `${props.prefix}-archive`),
        ),
      });
    }
    this.api = new IngestionApi(this, 'Api', {
      frontDoor: props.frontDoor,
      auth: props.auth,
      tenants: props.tenants,
      corsOrigin: props.corsOrigin,
      eventSize: props.eventSize,
      accessLogRetention: props.accessLogRetention,
      accessLogRemovalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.addRoutes(props);
    this.proxyFunctions = this.addProxyRoutes(props);
    this.alarms = new PipelineAlarms(this, 'Alarms', {
      topic: props.alarmTopic,
      api: this.api,
      stream: this.stream,
      retention: props.retention,
      deliveries: this.directDelivery === undefined ? [this.delivery] : [this.delivery, this.directDelivery],
      functions: this.proxyFunctions,
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
      // A bucket the team already has goes by its own.
      removalPolicy: props.bucket === undefined ? props.removalPolicy : undefined,
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

  private addProxyRoutes(props: IngestionPipelineProps): lambda.Function[] {
    const { proxyRoutes, eventSchema, partitionKey, throttles = {}, removalPolicy: logRemovalPolicy } = props;
    if (proxyRoutes === undefined) return [];
    const shared = { stream: this.stream, partitionKey, logRemovalPolicy, ...proxyRoutes };
    const one = new LambdaProxyTarget(shared);
    const batch = new LambdaProxyTarget({ ...shared, batch: true });
    this.api.addRoute('/proxy/events', one, {
      eventSchema,
      throttle: throttles.proxyEvents ?? { rateLimit: 500, burstLimit: 250 },
    });
    this.api.addRoute('/proxy/events/batch', batch, {
      eventSchema,
      throttle: throttles.proxyEventsBatch ?? { rateLimit: 50, burstLimit: 25 },
    });
    return [...one.functions, ...batch.functions];
  }
}

function refuseBoth(one: string, oneValue: unknown, other: string, otherValue: unknown): void {
  if (oneValue === undefined || otherValue === undefined) return;
  throw new Error(`'${one}' and '${other}' were both given: leave '${other}' out, it only shapes what is made new`);
}

/** What would be ignored in silence is a mistake. */
function refuseUnused(props: IngestionPipelineProps): void {
  const { directPut, archivePrefix, throttles = {}, stream, archive, encryptionKey, proxyRoutes } = props;
  const { archiveBatch, proxyEvents, proxyEventsBatch } = throttles;
  const ofDirectPut = { archivePrefix, 'throttles.archive': throttles.archive, 'throttles.archiveBatch': archiveBatch };
  if (directPut !== true) refuseValues(ofDirectPut, 'directPut', 'true');
  const ofProxy = { 'throttles.proxyEvents': proxyEvents, 'throttles.proxyEventsBatch': proxyEventsBatch };
  if (proxyRoutes === undefined) refuseValues(ofProxy, 'proxyRoutes', '{}');
  if (stream === undefined || archive === undefined || encryptionKey === undefined) return;
  throw new Error(
    "'encryptionKey' must be left out where 'stream' and 'archive' are given, got a key: nothing is made that it could " +
      'encrypt',
  );
}

function refuseValues(values: { readonly [prop: string]: unknown }, condition: string, setting: string): void {
  for (const [prop, value] of Object.entries(values)) {
    if (value === undefined) continue;
    throw new Error(
      `'${prop}' must be left out without '${condition}', got a value: set '${condition}' to ${setting} or drop it`,
    );
  }
}
