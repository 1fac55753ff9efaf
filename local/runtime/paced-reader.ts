import type { Clock } from '../clock';
import type { StreamReader } from '../firehose';
import type { ShardReader } from '../lambda';

/** Between two reads of one consumer from one shard, in milliseconds. */
const PAUSE = 400;
/** Between the reads of all consumers from one shard: of five a second, one is left to clients. */
const SPACING = 250;
/** A consumer that does not ask again for so long does not want its turn. It asks once a second, or more often. */
const PATIENCE = 1_100;

interface PacedShard {
  /** When any consumer read it. */
  lastRead: number;
  readonly lastReads: Map<string, number>;
  /** When each consumer that was put off asked last; who waits longest is first. */
  readonly waiting: Map<string, number>;
}

/**
 * Keeps consumers whose waiting times are divided from asking a shard more often than its limits allow, which keep the
 * wall clock: a second between reads that became a few milliseconds would use up the reads of everyone. Consumers of one
 * shard take turns, so that none starves however many there are.
 */
export class ReadPace {
  private readonly shards = new Map<string, PacedShard>();

  /** @param clock The wall clock; undefined where waiting times are not divided, and nothing is held back */
  public constructor(private readonly clock: Clock | undefined) {}

  /**
   * Whether a consumer may read a shard now; it is then counted.
   *
   * @param shard Its stream and id
   * @param consumer A name that no other consumer has
   */
  public tryRead(shard: string, consumer: string): boolean {
    if (this.clock === undefined) return true;
    const now = this.clock.now();
    const paced = this.find(shard);
    if (now - (paced.lastReads.get(consumer) ?? Number.NEGATIVE_INFINITY) < PAUSE) return false;
    paced.waiting.set(consumer, now);
    if (now - paced.lastRead < SPACING || nextOf(paced, now) !== consumer) return false;
    paced.waiting.delete(consumer);
    paced.lastReads.set(consumer, now);
    paced.lastRead = now;
    return true;
  }

  private find(shard: string): PacedShard {
    const found = this.shards.get(shard);
    if (found !== undefined) return found;
    const paced = { lastRead: Number.NEGATIVE_INFINITY, lastReads: new Map(), waiting: new Map() };
    this.shards.set(shard, paced);
    return paced;
  }
}

/** Whose turn it is. Who has stopped asking loses its place. */
function nextOf({ waiting }: PacedShard, now: number): string | undefined {
  for (const [consumer, asked] of waiting) {
    if (now - asked <= PATIENCE) return consumer;
    waiting.delete(consumer);
  }
  return undefined;
}

/** Reads for deliveries. */
export function pacedStreamReader(reader: StreamReader, pace: ReadPace): StreamReader {
  return {
    shards: (arn) => reader.shards(arn),
    position: (arn, shardId, at) => reader.position(arn, shardId, at),
    open: async (arn, shardId, position, consumer) =>
      pace.tryRead(`${arn}/${shardId}`, consumer) ? reader.open(arn, shardId, position, consumer) : undefined,
    take: (readings, batch) => reader.take(readings, batch),
  };
}

/** Reads for one mapping. A read whose turn has not come gives nothing. */
export function pacedShardReader(
  reader: ShardReader,
  pace: ReadPace,
  streamArn: string,
  consumer: string,
): ShardReader {
  return {
    shards: () => reader.shards(),
    position: (shardId, at) => reader.position(shardId, at),
    read: async (shardId, position, limit) =>
      pace.tryRead(`${streamArn}/${shardId}`, consumer)
        ? reader.read(shardId, position, limit)
        : { records: [], next: position },
  };
}
