import type { Resource } from '../assembly';
import type { FunctionInvoker } from '../lambda';
import type { ObjectStore } from '../s3';
import { RealScheduler, type Scheduler } from '../scheduler';
import { memoryStore, type RecordStore } from '../storage';
import type { GlueTables } from './conversion/definition';
import { type DeliveryStreamDefinition, readDeliveryStream } from './definition';
import { DeliveryStream } from './delivery-stream';
import type { AuthorizeRole, FirehoseEnvironment } from './environment';
import { FirehoseError } from './errors';
import { NO_FUNCTIONS } from './function-invoker';
import { identifiers } from './identifiers';
import type { FirehoseLog } from './log';
import { ChunkPool } from './object-body';
import type { PutLimits } from './put-quota';
import { NO_STREAMS, type StreamReader } from './stream-reader';

export interface FirehoseOptions {
  readonly objects: ObjectStore;
  /** @default - the wall clock */
  readonly scheduler?: Scheduler;
  /** @default - in memory */
  readonly store?: RecordStore;
  /** @default - every bucket is there */
  readonly hasBucket?: (bucket: string) => boolean;
  /** ARN of the customer's key a bucket encrypts with by default. @default - no bucket has one */
  readonly defaultKey?: (bucket: string) => string | undefined;
  /** @default - roles may do everything */
  readonly authorize?: AuthorizeRole;
  /** @default - no function is there */
  readonly functions?: FunctionInvoker;
  /** @default - no stream is there */
  readonly streams?: StreamReader;
  /** @default - no table is there */
  readonly tables?: GlueTables;
  /** @default - nobody is told */
  readonly log?: FirehoseLog;
  /** The same seed gives the same object names. @default - none, names differ from run to run */
  readonly seed?: string;
  /** Most active partitions of a delivery stream. @default 500 */
  readonly activePartitions?: number;
  /** Quotas of direct put, where the account has others. @default - those of the Region */
  readonly putLimits?: PutLimits;
}

/** The delivery streams of a deployment. */
export class Firehose {
  public readonly scheduler: Scheduler;
  private readonly streams = new Map<string, DeliveryStream>();
  private readonly env: FirehoseEnvironment;
  private readonly tables: GlueTables;

  public constructor(options: FirehoseOptions) {
    this.scheduler = options.scheduler ?? new RealScheduler();
    this.tables = options.tables ?? (() => undefined);
    this.env = {
      scheduler: this.scheduler,
      store: options.store ?? memoryStore(),
      objects: options.objects,
      hasBucket: options.hasBucket ?? (() => true),
      defaultKey: options.defaultKey ?? (() => undefined),
      authorize: options.authorize ?? (() => undefined),
      functions: options.functions ?? NO_FUNCTIONS,
      streams: options.streams ?? NO_STREAMS,
      log: options.log ?? (() => undefined),
      ids: identifiers(options.seed),
      chunks: new ChunkPool(),
      activePartitions: options.activePartitions ?? 500,
      putLimits: options.putLimits,
    };
  }

  /** Adds an `AWS::KinesisFirehose::DeliveryStream`; {@link start} sets it going. @throws FirehoseError */
  public add(resource: Resource): DeliveryStream {
    return this.addStream(readDeliveryStream(resource, this.tables));
  }

  public addStream(definition: DeliveryStreamDefinition): DeliveryStream {
    const { name, position } = definition;
    if (this.streams.has(name)) {
      throw new FirehoseError('FIREHOSE_DUPLICATE_STREAM', `two delivery streams are named '${name}'`, position);
    }
    const stream = new DeliveryStream(definition, this.env);
    this.streams.set(name, stream);
    return stream;
  }

  /** In the order of their names, as AWS lists them. */
  public list(): DeliveryStream[] {
    return [...this.streams.values()].sort((one, other) => (one.definition.name < other.definition.name ? -1 : 1));
  }

  public try(name: string): DeliveryStream | undefined {
    return this.streams.get(name);
  }

  /** Sets all delivery streams going. @throws FirehoseError where a metadata query cannot be compiled */
  public async start(): Promise<void> {
    for (const stream of this.list()) await stream.start();
  }

  /** Delivers everything now that has come in so far, as far as it can be delivered at once. */
  public async flush(): Promise<void> {
    await Promise.all(this.list().map((stream) => stream.flush()));
  }

  /** Records that are not yet delivered. */
  public get pending(): number {
    return this.list().reduce((total, { pending }) => total + pending, 0);
  }

  /** Ends without delivering what is gathered: it comes again after a restart, if the store lasts. */
  public stop(): void {
    for (const stream of this.streams.values()) stream.stop();
  }
}
