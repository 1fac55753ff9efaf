import type { BatchRun, RecordBatch, TopicCursor } from '../storage';
import type { Handle, Lane } from './acknowledgement';
import { beginsAsKpl } from './kpl';
import type { DeliveryRecord } from './record';
import type { ShardOrigin } from './stream-reader';

const SECOND = 1_000;

/**
 * Records of one source that follow each other without a gap, as they stand in a batch: most of them are copied from
 * there into an object, and nothing is made for each. Good until the source is asked for more. Records of a stream are
 * of one second, so that one arrival tells the sequence numbers of all.
 */
export class Span {
  public constructor(
    public readonly batch: RecordBatch,
    /** Number of its first record in the batch. */
    public readonly from: number,
    /** Number after that of its last one. */
    public to: number,
    /** Bytes of data. */
    public size: number,
    public readonly handle: Handle,
    public readonly origin: ShardOrigin | undefined,
    /** Whether some may be the aggregated ones of the Kinesis Producer Library. */
    public readonly mayBeAggregated: boolean,
  ) {}

  public get count(): number {
    return this.to - this.from;
  }

  /** Ordinal of the first. */
  public get first(): number {
    return this.batch.ordinal(this.from);
  }

  /** Of the first, in milliseconds since the epoch; none of the others came before. */
  public get arrival(): number {
    return this.batch.arrival(this.from);
  }

  /**
   * Keeps the first records alone.
   *
   * @param at Number of the first of the others
   * @param size Bytes of the first records' data
   * @returns The others
   */
  public cut(at: number, size: number): Span {
    const others = this.handle.cut(at - this.from, size, this.batch.ordinal(at));
    const rest = new Span(this.batch, at, this.to, this.size - size, others, this.origin, this.mayBeAggregated);
    this.to = at;
    this.size = size;
    return rest;
  }

  /** Copies of its records, each held on its own. */
  public records(): DeliveryRecord[] {
    const { batch, origin } = this;
    const records: DeliveryRecord[] = [];
    let { handle } = this;
    for (let number = this.from; number < this.to; number++) {
      const { ordinal, arrival, key, data } = batch.record(number);
      const rest = number + 1 < this.to ? handle.cut(1, data.length, batch.ordinal(number + 1)) : handle;
      if (origin === undefined) {
        records.push({ data, arrival, ordinal, handle });
      } else {
        const { shardId } = origin;
        const sequenceNumber = origin.sequenceNumber(ordinal, arrival);
        const kinesis = { shardId, sequenceNumber, subsequenceNumber: 0, partitionKey: key };
        records.push({ data, arrival, handle, kinesis });
      }
      handle = rest;
    }
    return records;
  }
}

/** The records of a run, taken into their lane. */
export function spansOf<C extends TopicCursor>(
  batch: RecordBatch<C>,
  { from, to }: BatchRun<C>,
  lane: Lane,
  origin: ShardOrigin | undefined,
): Span[] {
  const spans: Span[] = [];
  for (let first = from; first < to; ) {
    const ordinal = batch.ordinal(first);
    const second = Math.floor(batch.arrival(first) / SECOND);
    let size = 0;
    let mayBeAggregated = false;
    let at = first;
    for (; at < to && batch.ordinal(at) === ordinal + at - first; at++) {
      if (origin !== undefined && Math.floor(batch.arrival(at) / SECOND) !== second) break;
      size += batch.dataLength(at);
      mayBeAggregated ||= origin !== undefined && beginsAsKpl(batch.bytes, batch.dataStart(at));
    }
    const handle = lane.take(at - first, size, ordinal + at - first);
    spans.push(new Span(batch, first, at, size, handle, origin, mayBeAggregated));
    first = at;
  }
  return spans;
}
