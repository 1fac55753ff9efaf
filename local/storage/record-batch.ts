import {
  decodeRecord,
  RECORD_HEADER,
  recordArrival,
  recordDataLength,
  recordDataStart,
  recordOrdinal,
  recordSize,
} from './frame';
import type { StoredRecord } from './record-store';

/** How much of the log is read at once, in bytes. */
const CAPACITY = 2_097_152;
/** Records there is room for at first. */
const RECORDS = 8_192;

/** Reads a topic up to an ordinal. */
export interface TopicCursor {
  readonly topic: number;
  /** The ordinal that is read next. */
  at: number;
  /** The ordinal that is not read any more. */
  readonly end: number;
}

/** Records of one topic in a batch, in their order. */
export interface BatchRun<C extends TopicCursor> {
  readonly cursor: C;
  /** Number of its first record in the batch. */
  readonly from: number;
  /** Number after that of its last one. */
  readonly to: number;
}

/**
 * Records as they stand in the log, numbered from 0: nothing is made of a record before somebody asks for it. A batch is
 * filled again and again, and what was had of it is good until then.
 */
export class RecordBatch<C extends TopicCursor = TopicCursor> {
  public readonly runs: BatchRun<C>[] = [];
  /** Memory for what is read. */
  public bytes: Buffer = NONE;
  private offsets = new Uint32Array(0);
  private count = 0;

  /** How many records are there. */
  public get size(): number {
    return this.count;
  }

  /** Makes it empty. */
  public clear(): void {
    this.runs.length = 0;
    this.count = 0;
  }

  /** Makes room for what is read at once. */
  public makeRoom(): void {
    if (this.bytes.length !== CAPACITY) this.bytes = Buffer.allocUnsafeSlow(CAPACITY);
    if (this.offsets.length === 0) this.offsets = new Uint32Array(RECORDS);
  }

  /** Adds the record that stands at an offset of {@link bytes}. */
  public add(offset: number): void {
    if (this.count === this.offsets.length) {
      const offsets = new Uint32Array(this.count * 2);
      offsets.set(this.offsets);
      this.offsets = offsets;
    }
    this.offsets[this.count++] = offset;
  }

  public ordinal(record: number): number {
    return recordOrdinal(this.bytes, this.offset(record));
  }

  /** Milliseconds since the epoch. */
  public arrival(record: number): number {
    return recordArrival(this.bytes, this.offset(record));
  }

  /** Where the data of a record begins in {@link bytes}. */
  public dataStart(record: number): number {
    return recordDataStart(this.bytes, this.offset(record));
  }

  public dataLength(record: number): number {
    return recordDataLength(this.bytes, this.offset(record));
  }

  /** Bytes of key and data together. */
  public weight(record: number): number {
    return recordSize(this.bytes, this.offset(record)) - RECORD_HEADER;
  }

  /** A copy of a record. */
  public record(record: number): StoredRecord {
    return decodeRecord(this.bytes, this.offset(record));
  }

  private offset(record: number): number {
    return this.offsets[record] as number;
  }
}

const NONE = Buffer.alloc(0);
