import type { HashKeyRange } from './hash-key';
import { ShardLimits } from './limits';
import { formatSequenceNumber, LAST_PLACE, SequenceNumbers } from './sequence-number';

/** What is kept of a shard. */
export interface ShardState {
  readonly index: number;
  readonly range: HashKeyRange;
  /** Indexes of the shards it came from: none, one (split) or two (merge). */
  readonly parents: readonly number[];
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** Milliseconds since the epoch; undefined while it takes records. */
  readonly closed?: number;
}

/** One shard of a stream: its place among the others, its limits, and how its records are numbered. */
export class Shard {
  public readonly id: string;
  public readonly limits = new ShardLimits();
  public readonly numbers: SequenceNumbers;
  /** Records on their way into the store. */
  public pending = 0;
  /** What was accepted in the current minute, for the growth of on-demand streams. */
  public minuteBytes = 0;
  public minuteRecords = 0;
  private closedAt: number | undefined;

  /** @param topic Where its records are in the store */
  public constructor(
    private readonly state: ShardState,
    public readonly topic: number,
  ) {
    this.id = shardId(state.index);
    this.closedAt = state.closed;
    this.numbers = new SequenceNumbers(this.createdSeconds, state.index);
  }

  public get index(): number {
    return this.state.index;
  }

  public get range(): HashKeyRange {
    return this.state.range;
  }

  public get parents(): readonly number[] {
    return this.state.parents;
  }

  /** Milliseconds since the epoch. */
  public get created(): number {
    return this.state.created;
  }

  public get createdSeconds(): number {
    return Math.floor(this.state.created / 1_000);
  }

  public get closed(): number | undefined {
    return this.closedAt;
  }

  public get open(): boolean {
    return this.closedAt === undefined;
  }

  public close(now: number): void {
    this.closedAt = now;
  }

  public get startingSequenceNumber(): string {
    return this.sequenceNumber(0n, this.created);
  }

  /** Undefined while the shard is open. */
  public get endingSequenceNumber(): string | undefined {
    return this.closedAt === undefined ? undefined : this.sequenceNumber(LAST_PLACE, this.closedAt);
  }

  public toState(): ShardState {
    return { ...this.state, ...(this.closedAt !== undefined && { closed: this.closedAt }) };
  }

  private sequenceNumber(place: bigint, time: number): string {
    return formatSequenceNumber({
      shardCreated: this.createdSeconds,
      shardIndex: this.index,
      place,
      time: Math.floor(time / 1_000),
    });
  }
}

export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`;
}

/** The index in a shard id, which may leave out `shardId-` and zeros; undefined if there is none. */
export function tryShardIndex(id: string): number | undefined {
  const digits = id.split('-')[1] ?? id;
  const index = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  return index <= 2_147_483_647 ? index : undefined;
}
