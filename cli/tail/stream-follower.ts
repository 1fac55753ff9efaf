import { pause } from '../interruption';
import {
  type KinesisClient,
  KinesisFault,
  type ListedShard,
  type ReadPage,
  type ReadRecord,
  type StartingPoint,
  type StreamId,
  UnreachableError,
} from './kinesis-client';

/** Between two reads of a shard, in milliseconds: half of the five a second that all its readers share. */
const POLL = 400;
/** Before another attempt at what was throttled, or at an endpoint that is gone. */
const PATIENCE = 1_000;
const THROTTLES = new Set(['ProvisionedThroughputExceededException', 'LimitExceededException', 'ThrottlingException']);
/** Iterators last five minutes, and those of a local run as long as it does. */
const STALE = new Set(['ExpiredIteratorException', 'InvalidArgumentException']);

export interface FollowOptions {
  readonly client: Pick<KinesisClient, 'shards' | 'iterator' | 'records'>;
  readonly stream: StreamId;
  readonly from: StartingPoint;
  /** This shard alone. @default - all, and those they are split or merged into */
  readonly shardId: string | undefined;
  readonly signal: AbortSignal;
  readonly onRecord: (shardId: string, record: ReadRecord) => Promise<void> | void;
  /** Told of what a person should know: a lost endpoint, a closed shard. */
  readonly onNote: (message: string) => void;
}

/** Follows the shards of a stream, each in its order, and children once their parents are read to the end. */
export class StreamFollower {
  private readonly followed = new Set<string>();
  private readonly finished = new Set<string>();
  private readonly started = Date.now();
  private isLost = false;

  public constructor(private readonly options: FollowOptions) {}

  /** How many shards were read. */
  public get shardCount(): number {
    return this.followed.size;
  }

  /**
   * Reads until the signal, or the end of every shard there is.
   *
   * @throws KinesisFault, UnreachableError where the stream cannot be read at all
   */
  public async run(): Promise<void> {
    const { client, stream, from, shardId } = this.options;
    const shards = await client.shards(stream);
    if (shardId !== undefined && !shards.some(({ ShardId }) => ShardId === shardId)) {
      const known = shards.map(({ ShardId }) => ShardId).join(', ');
      throw new KinesisFault('ResourceNotFoundException', `there is no shard ${shardId}, only ${known}`);
    }
    if (shardId === undefined && from.ShardIteratorType === 'LATEST') {
      // What is closed has nothing to come.
      for (const shard of shards) if (!isOpen(shard)) this.finished.add(shard.ShardId);
    }
    await this.begin(shards, from);
  }

  /** Follows those whose parents are read, and what they turn into. */
  private async begin(shards: readonly ListedShard[], from: StartingPoint): Promise<void> {
    const listed = new Set(shards.map(({ ShardId }) => ShardId));
    const ready = shards.filter((shard) => {
      if (this.options.shardId !== undefined) return shard.ShardId === this.options.shardId;
      if (this.followed.has(shard.ShardId) || this.finished.has(shard.ShardId)) return false;
      return parentsOf(shard).every((parent) => !listed.has(parent) || this.finished.has(parent));
    });
    for (const { ShardId } of ready) this.followed.add(ShardId);
    await Promise.all(ready.map(({ ShardId }) => this.follow(ShardId, from)));
  }

  private async follow(shardId: string, from: StartingPoint): Promise<void> {
    const { signal, onRecord, onNote } = this.options;
    let point = from;
    let iterator: string | undefined;
    while (!signal.aborted) {
      const read = await this.tryRead(shardId, iterator, point);
      iterator = read.iterator;
      for (const record of read.page?.Records ?? []) {
        if (signal.aborted) return;
        await onRecord(shardId, record);
        point = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: record.SequenceNumber };
      }
      if (read.page !== undefined && !read.page.NextShardIterator) {
        this.finished.add(shardId);
        onNote(`${shardId} is closed and read to its end`);
        await this.goOn();
        return;
      }
      await pause(read.page === undefined ? PATIENCE : POLL, signal);
    }
  }

  /** The children of what is finished begin where their parents end. */
  private async goOn(): Promise<void> {
    const { client, stream, from, shardId, signal } = this.options;
    if (shardId !== undefined) return;
    const start: StartingPoint =
      from.ShardIteratorType === 'AT_TIMESTAMP' ? from : { ShardIteratorType: 'TRIM_HORIZON' };
    while (!signal.aborted) {
      try {
        const shards = await client.shards(stream);
        await this.begin(shards, start);
        return;
      } catch (error) {
        this.bear(error);
        await pause(PATIENCE, signal);
      }
    }
  }

  /** @returns Without a page where it has to be tried again; without an iterator where it takes a new one */
  private async tryRead(
    shardId: string,
    known: string | undefined,
    point: StartingPoint,
  ): Promise<{ readonly iterator?: string; readonly page?: ReadPage }> {
    const { client, stream, onNote } = this.options;
    let iterator = known;
    try {
      iterator ??= await client.iterator(stream, shardId, this.resumable(point));
      const page = await client.records(stream, iterator);
      if (this.isLost) onNote('back again');
      this.isLost = false;
      return { page, ...(page.NextShardIterator && { iterator: page.NextShardIterator }) };
    } catch (error) {
      if (known !== undefined && error instanceof KinesisFault && STALE.has(error.code)) return {};
      this.bear(error);
      return error instanceof KinesisFault && iterator !== undefined ? { iterator } : {};
    }
  }

  /** A new iterator at the latest record would pass over what came since the first one. */
  private resumable(point: StartingPoint): StartingPoint {
    const isLate = Date.now() - this.started > PATIENCE;
    if (point.ShardIteratorType !== 'LATEST' || !isLate) return point;
    return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: this.started / 1_000 };
  }

  /** Lets pass what time may heal. @throws Everything else */
  private bear(error: unknown): void {
    if (error instanceof KinesisFault && THROTTLES.has(error.code)) return;
    if (!(error instanceof UnreachableError)) throw error;
    if (!this.isLost) this.options.onNote(`${error.message}; trying again`);
    this.isLost = true;
  }
}

function parentsOf({ ParentShardId, AdjacentParentShardId }: ListedShard): string[] {
  return [ParentShardId, AdjacentParentShardId].filter((parent) => parent !== undefined);
}

function isOpen({ SequenceNumberRange }: ListedShard): boolean {
  return SequenceNumberRange.EndingSequenceNumber === undefined;
}
