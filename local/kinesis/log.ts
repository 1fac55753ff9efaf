/** What the local log tells of streams, beyond what AWS does. */
export type KinesisLogEntry = ThrottledEntry | GrowthEntry;

/** A shard refused records. */
export interface ThrottledEntry {
  readonly kind: 'throttled';
  readonly stream: string;
  readonly shardId: string;
  /** The partition key that weighs most on the shard, of the last second or two; a hash key where one was given. */
  readonly hotKey: string | undefined;
  /** Its share of the shard's records or bytes, whichever is the tighter limit, 0 to 1. */
  readonly share: number;
  readonly message: string;
}

/** An on-demand stream took on shards. */
export interface GrowthEntry {
  readonly kind: 'growth';
  readonly stream: string;
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/** Where the log goes. */
export type KinesisLog = (entry: KinesisLogEntry) => void;
