/** A record of a Kinesis stream. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Approximate arrival, in milliseconds since the epoch. */
  readonly arrival: number;
}

/** A shard of a Kinesis stream, open or closed. */
export interface StreamShard {
  readonly shardId: string;
  /** Shards it was split or merged from, as far as they are still there. */
  readonly parents: readonly string[];
}

/** Records from a position on, and the position after them. */
export interface StreamPage {
  readonly records: readonly StreamRecord[];
  /** Where each record ends: the position to go on from once it is done. As many as there are records. */
  readonly positions: readonly string[];
  /** Undefined once a closed shard is read to its end. */
  readonly next: string | undefined;
}

/**
 * Reads Kinesis streams, with the limits that GetRecords has. Positions are texts that stay good across restarts, as
 * long as their records do.
 */
export interface StreamReader {
  shards(streamArn: string): Promise<readonly StreamShard[]>;
  /** The position before the oldest record of a shard, or after the newest. */
  position(streamArn: string, shardId: string, at: 'TRIM_HORIZON' | 'LATEST'): Promise<string>;
  /**
   * @param consumer Who reads: a name that no other delivery has
   * @throws where the shard's read limit is reached: then it is asked again a second later
   */
  read(streamArn: string, shardId: string, position: string, consumer: string): Promise<StreamPage>;
}

/** For deployments without streams. */
export const NO_STREAMS: StreamReader = {
  shards: async () => [],
  position: async () => '',
  read: async () => ({ records: [], positions: [], next: undefined }),
};
