import type { StartingPosition } from './definition';

/** A record of a Kinesis stream. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Approximate arrival, in milliseconds since the epoch. */
  readonly arrival: number;
  /** The position to go on from once this record is done. */
  readonly after: string;
}

/** A shard, open or closed. */
export interface SourceShard {
  readonly shardId: string;
  /** Shards it was split or merged from, as far as they are still there. */
  readonly parents: readonly string[];
}

export interface ShardPage {
  readonly records: readonly StreamRecord[];
  /** Undefined once a closed shard is read to its end. */
  readonly next: string | undefined;
}

/** Reads one stream, with the limits that GetRecords has. Positions are texts that stay good across restarts. */
export interface ShardReader {
  shards(): Promise<readonly SourceShard[]>;
  position(shardId: string, start: StartingPosition): Promise<string>;
  /** @throws where the shard's read limit is reached: then it is asked again a second later */
  read(shardId: string, position: string, limit: number): Promise<ShardPage>;
}
