import { BatchProducer, type ProducerCounts, type PutOptions } from './batch-producer';
import type { ProducerError } from './errors';
import { FirehoseWire, type PutRecordBatchClient, type StoredInDelivery } from './firehose-wire';
import { type ProducerOptions, settingsOf } from './settings';
import type { WireRecord } from './wire';

/** Options of `FirehoseProducer`. */
export interface FirehoseProducerOptions extends ProducerOptions {
  /** Set its `maxAttempts` to 1: the producer tries again by itself, and only what failed. */
  readonly client: PutRecordBatchClient;
  /** Name of the delivery stream. Its source must be direct put. */
  readonly deliveryStream: string;
}

/** A record of a delivery stream. */
export interface DeliveryRecord {
  /** Up to 1,024,000 bytes. Text is sent as UTF-8. Bytes must stay as they are until the put has its outcome. */
  readonly data: Uint8Array | string;
}

/**
 * Puts records into a Firehose delivery stream, in batches by `PutRecordBatch`. Delivery is at least once: a request
 * without an answer is tried again. Firehose keeps no order.
 */
export class FirehoseProducer {
  private readonly batches: BatchProducer<StoredInDelivery>;

  /** @throws RangeError for a setting out of range */
  public constructor(options: FirehoseProducerOptions) {
    this.batches = new BatchProducer({
      ...settingsOf(options),
      wire: new FirehoseWire(options.client, options.deliveryStream),
      packer: undefined,
      ordered: false,
      place: (stored) => stored,
    });
  }

  /**
   * Accepts a record. Resolves when it is stored; rejects with a `ProducerError` when it is given up or not accepted.
   * Each of these promises must be handled.
   */
  public put(record: DeliveryRecord, options?: PutOptions): Promise<StoredInDelivery> {
    return this.batches.put(wireRecord(record), options);
  }

  /** Why a record would be refused, whatever the service says; undefined where it would not. */
  public tryRefuse(record: DeliveryRecord): ProducerError | undefined {
    return this.batches.tryRefuse(wireRecord(record));
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

function wireRecord({ data }: DeliveryRecord): WireRecord {
  return { data: typeof data === 'string' ? Buffer.from(data) : data, partitionKey: '' };
}
