import { AwsFault } from '../endpoint';
import type { Kinesis } from './kinesis';
import { shardId as idOf, type Shard, tryShardIndex } from './shard';
import { readShard } from './shard-read';
import type { Stream } from './stream';

/** Where a consumer begins in a shard; a timestamp is in milliseconds since the epoch. */
export type StartingPosition = 'TRIM_HORIZON' | 'LATEST' | { readonly timestamp: number };

/** A record as a consumer in process gets it. */
export interface ConsumedRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Approximate arrival, in milliseconds since the epoch. */
  readonly arrival: number;
}

export interface ConsumedPage {
  readonly records: readonly ConsumedRecord[];
  /** The position behind each record. */
  readonly positions: readonly string[];
  /** Where to go on; undefined once a closed shard is read to its end. */
  readonly next: string | undefined;
  readonly millisBehindLatest: number;
}

export interface ConsumedShard {
  readonly shardId: string;
  /** Shards it came from that retention has not taken yet: they are to be read first. */
  readonly parents: readonly string[];
  readonly open: boolean;
}

/**
 * Reads streams for consumers in process: deliveries and event source mappings. They pull, as they do on AWS, and share
 * the read limits of a shard with everyone else. Positions are texts that stay good across restarts.
 */
export class StreamReader {
  public constructor(private readonly kinesis: Kinesis) {}

  /** All shards of a stream, parents before children. */
  public async shards(streamArn: string): Promise<readonly ConsumedShard[]> {
    const present = this.stream(streamArn).present();
    const ids = new Set(present.map(({ id }) => id));
    return present.map(({ id, parents, open }) => {
      return { shardId: id, parents: parents.map(idOf).filter((parent) => ids.has(parent)), open };
    });
  }

  /** Where to begin. */
  public async position(streamArn: string, shardId: string, at: StartingPosition): Promise<string> {
    const stream = this.stream(streamArn);
    const shard = shardOf(stream, shardId);
    if (at === 'TRIM_HORIZON') return String(stream.firstOf(shard));
    if (at === 'LATEST') return String(stream.nextOf(shard));
    return String(Math.max(stream.ordinalAt(shard, at.timestamp), stream.firstOf(shard)));
  }

  /**
   * Reads from a position on.
   *
   * @param limit Records at most
   * @throws AwsFault ProvisionedThroughputExceededException where the shard's read limit is reached: ask again later
   */
  public async read(streamArn: string, shardId: string, position: string, limit?: number): Promise<ConsumedPage> {
    const stream = this.stream(streamArn);
    const shard = shardOf(stream, shardId);
    const read = readShard(this.kinesis.clock, stream, shard, Number(position), limit);
    return {
      records: read.records.map(({ ordinal, arrival, key, data }) => {
        return { sequenceNumber: shard.numbers.format(ordinal, arrival), partitionKey: key, data, arrival };
      }),
      positions: read.records.map(({ ordinal }) => String(ordinal + 1)),
      next: read.finished ? undefined : String(read.next),
      millisBehindLatest: read.millisBehindLatest,
    };
  }

  private stream(arn: string): Stream {
    return this.kinesis.stream({ StreamARN: arn });
  }
}

function shardOf(stream: Stream, shardId: string): Shard {
  const shard = stream.shards.try(tryShardIndex(shardId) ?? -1);
  if (shard !== undefined) return shard;
  throw new AwsFault(
    'ResourceNotFoundException',
    `Could not find shard ${shardId} in stream ${stream.definition.name}.`,
  );
}
