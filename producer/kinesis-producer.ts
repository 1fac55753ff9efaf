import { BatchProducer, type ProducerCounts, type PutOptions } from './batch-producer';
import { ProducerError } from './errors';
import { DEFAULT_RECORD_BYTES, KinesisWire, type PutRecordsClient, type StoredInStream } from './kinesis-wire';
import { type Aggregation, Packer } from './packer';
import { type ProducerOptions, settingsOf } from './settings';
import type { WireRecord } from './wire';

/** Characters of a partition key, and digits of a hash key. Source: Kinesis API reference, PutRecords. */
const KEY_CHARACTERS = 256;
const HASH_KEY = /^(?:0|[1-9]\d{0,38})$/;
const HASH_KEYS = 2n ** 128n;
/** Bytes of a record. Source: Kinesis quotas. */
const RECORD_BYTES = { least: 1_024, most: 10_485_760 };
const GROUPS = 65_536;

/** Options of `KinesisProducer`. */
export interface KinesisProducerOptions extends ProducerOptions {
  /** Set its `maxAttempts` to 1: the producer tries again by itself, and only what failed. */
  readonly client: PutRecordsClient;
  /** Name of the stream, or its ARN. */
  readonly stream: string;
  /**
   * Bytes of a record with its key; as the stream was set, up to 10 MiB.
   * @default 1048576, 1 MiB
   */
  readonly maxRecordBytes?: number;
  /**
   * Whether records of one partition key are stored in the order they are put in, retries included. At most one record
   * of a key is on its way then, so that a key has one record a round trip: aggregate, and it has many.
   * @default false
   */
  readonly ordered?: boolean;
  /**
   * Whether several records are sent as one, in the format of the Kinesis Producer Library. Consumers must take them
   * apart again.
   * @default - each record by itself
   */
  readonly aggregation?: Aggregation;
}

/** A record of a stream. */
export interface StreamRecord {
  /** Text is sent as UTF-8. Bytes are not copied: they must stay as they are until the put has its outcome. */
  readonly data: Uint8Array | string;
  /** 1 to 256 characters. */
  readonly partitionKey: string;
  /** In place of the key's own hash: a whole number below 2^128, in decimal digits. */
  readonly explicitHashKey?: string;
}

/**
 * Puts records into a Kinesis stream, in batches by `PutRecords`. Delivery is at least once: a request without an answer
 * is tried again.
 */
export class KinesisProducer {
  private readonly batches: BatchProducer<StoredInStream>;

  /** @throws RangeError for a setting out of range */
  public constructor(options: KinesisProducerOptions) {
    const { client, stream, ordered = false, aggregation, maxRecordBytes = DEFAULT_RECORD_BYTES } = options;
    checkRange('maxRecordBytes', maxRecordBytes, RECORD_BYTES.least, RECORD_BYTES.most);
    checkRange('aggregation.groups', aggregation?.groups ?? 1, 1, GROUPS);
    checkRange('aggregation.maxBytes', aggregation?.maxBytes ?? RECORD_BYTES.least, RECORD_BYTES.least, maxRecordBytes);
    const name = stream.startsWith('arn:') ? { StreamARN: stream } : { StreamName: stream };
    this.batches = new BatchProducer({
      ...settingsOf(options),
      wire: new KinesisWire(client, name, maxRecordBytes),
      packer: aggregation === undefined ? undefined : new Packer(aggregation, ordered),
      ordered,
      place: (stored, subSequenceNumber) => ({ ...stored, subSequenceNumber }),
    });
  }

  /**
   * Accepts a record. Resolves when it is stored; rejects with a `ProducerError` when it is given up or not accepted.
   * Each of these promises must be handled.
   */
  public put(record: StreamRecord, options?: PutOptions): Promise<StoredInStream> {
    const refusal = tryRefuseKeys(record);
    return refusal === undefined ? this.batches.put(wireRecord(record), options) : Promise.reject(refusal);
  }

  /** Why a record would be refused, whatever the service says; undefined where it would not. */
  public tryRefuse(record: StreamRecord): ProducerError | undefined {
    return tryRefuseKeys(record) ?? this.batches.tryRefuse(wireRecord(record));
  }

  /** Whether a record would find room in the queue. */
  public get hasRoom(): boolean {
    return this.batches.hasRoom;
  }

  /** Resolves when there is room: await it before a put, and put at once. Of many that wait no more are told than fit. */
  public ready(): Promise<void> {
    return this.batches.ready();
  }

  /** Resolves when every record accepted so far has its outcome. */
  public flush(): Promise<void> {
    return this.batches.flush();
  }

  /** Accepts nothing more, and resolves when every record has its outcome. */
  public close(): Promise<void> {
    return this.batches.close();
  }

  public get counts(): ProducerCounts {
    return this.batches.counts;
  }
}

function wireRecord({ data, partitionKey, explicitHashKey }: StreamRecord): WireRecord {
  return { data: typeof data === 'string' ? Buffer.from(data) : data, partitionKey, explicitHashKey };
}

function tryRefuseKeys({ partitionKey: key, explicitHashKey: hashKey }: StreamRecord): ProducerError | undefined {
  const characters = key.length > KEY_CHARACTERS ? [...key].length : key.length;
  if (characters < 1 || characters > KEY_CHARACTERS)
    return new ProducerError('InvalidKey', `got ${characters} characters`);
  if (hashKey === undefined || (HASH_KEY.test(hashKey) && BigInt(hashKey) < HASH_KEYS)) return undefined;
  return new ProducerError('InvalidKey', 'the explicit hash key is no number below 2^128');
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new RangeError(`'${name}' must be between ${least} and ${most}, got ${value}`);
}
