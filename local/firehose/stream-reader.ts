import type { RecordBatch, TopicCursor } from '../storage';

/** A shard of a Kinesis stream, open or closed. */
export interface StreamShard {
  readonly shardId: string;
  /** Shards it was split or merged from, as far as they are still there. */
  readonly parents: readonly string[];
}

/** Where records are from, all of one shard. */
export interface ShardOrigin {
  readonly shardId: string;
  /** @param arrival Milliseconds since the epoch */
  sequenceNumber(ordinal: number, arrival: number): string;
}

/** A read of one shard that is given piece by piece; it is over where the cursor is at its end. */
export interface ShardReading extends TopicCursor, ShardOrigin {
  /** Whether the shard is closed and all of it was given. */
  isFinished(): boolean;
}

/**
 * Reads Kinesis streams, with the limits that GetRecords has. Positions are ordinals, which stay good across restarts as
 * long as their records do.
 */
export interface StreamReader {
  shards(streamArn: string): Promise<readonly StreamShard[]>;
  /** The position before the oldest record of a shard, or after the newest. */
  position(streamArn: string, shardId: string, at: 'TRIM_HORIZON' | 'LATEST'): Promise<number>;
  /**
   * Begins a read of a shard.
   *
   * @param consumer Who reads: a name that no other delivery has
   * @returns undefined where it is not this consumer's turn
   * @throws where the shard's read limit is reached: then it is asked again a second later
   */
  open(streamArn: string, shardId: string, position: number, consumer: string): Promise<ShardReading | undefined>;
  /** Gives a piece of each of several reads of one stream: of all that is left to give what came first. */
  take(readings: readonly ShardReading[], batch: RecordBatch<ShardReading>): void;
}

/** For deployments without streams. */
export const NO_STREAMS: StreamReader = {
  shards: async () => [],
  position: async () => 0,
  open: async () => undefined,
  take: (_, batch) => batch.clear(),
};
