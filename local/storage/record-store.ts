import type { RecordBatch, TopicCursor } from './record-batch';

/** Something to be kept. */
export interface NewRecord {
  /** The topic's handle, from {@link RecordStore.topic}. */
  readonly topic: number;
  /** Up to 65,535 bytes of UTF-8. */
  readonly key: string;
  readonly data: Uint8Array;
}

/** A record that is kept. */
export interface StoredRecord {
  /** Its place in its topic: 0, 1, 2, … without gaps, but for what was lost to damage. */
  readonly ordinal: number;
  /** Milliseconds since the epoch. */
  readonly arrival: number;
  readonly key: string;
  readonly data: Buffer;
}

/** How much to read at once; at least one record is given, however large. */
export interface ReadLimit {
  readonly records: number;
  /** Of keys and data together. */
  readonly bytes: number;
}

/**
 * Records in topics (a shard is one), each in the order they were appended, and small named values beside them.
 *
 * An append is all or nothing. Once its promise resolves, the records are as safe as the store promises; before, no
 * reader sees them. Reading is synchronous.
 */
export interface RecordStore {
  /** The handle of a topic, which is made if it is new. */
  topic(name: string): number;
  /**
   * Keeps records.
   *
   * @param arrival Milliseconds since the epoch; must not fall within a topic
   * @returns The ordinal of each record
   * @throws StorageError where they cannot be kept; then none of them is
   */
  append(arrival: number, records: readonly NewRecord[]): Promise<readonly number[]>;
  /** Records of a topic from an ordinal on; fewer than asked for at the end, none past it. */
  read(topic: number, from: number, limit: ReadLimit): StoredRecord[];
  /**
   * Reads several topics side by side: of their next records those that stand together in the store, which costs one
   * read for all of them where a read of each would cost one a record. Moves the cursors on.
   *
   * @param batch Is filled anew; it stays empty only where no cursor has anything left
   */
  readTogether<C extends TopicCursor>(cursors: readonly C[], batch: RecordBatch<C>): void;
  /** When a record arrived; undefined where it is not there. */
  tryArrival(topic: number, ordinal: number): number | undefined;
  /** The first ordinal that is still there; equals {@link next} where there is none. */
  first(topic: number): number;
  /** The ordinal after the last one that can be read. */
  next(topic: number): number;
  /** Lets go of the records of a topic before an ordinal. */
  trim(topic: number, before: number): void;
  /** Gives back the space of what all topics have let go of. */
  reclaim(): void;
  /** A named value; undefined where there is none. */
  value(name: string): string | undefined;
  /** Names of values that begin so. */
  valueNames(prefix: string): string[];
  /** Keeps a named value, or forgets it; as safe as an append once the promise resolves. */
  setValue(name: string, value: string | undefined): Promise<void>;
  /** Waits for what is being written, then lets go of files and locks. */
  close(): Promise<void>;
}
