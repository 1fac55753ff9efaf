import { cut, evenRanges, type HashKey, type HashKeyRange, hashKeyOf, middle } from './hash-key';
import { Shard, type ShardState } from './shard';

/** The shards of a stream, open and closed, and which of them takes which key. */
export class ShardMap {
  private readonly shards: Shard[];
  private openShards: readonly Shard[] = [];
  /** Where each of them begins. */
  private starts: readonly HashKey[] = [];

  /**
   * @param states As kept, by index
   * @param topicOf Where the records of a shard are in the store, by its index
   */
  public constructor(
    states: readonly ShardState[],
    private readonly topicOf: (index: number) => number,
  ) {
    this.shards = states.map((state) => new Shard(state, topicOf(state.index)));
    this.arrange();
  }

  /** The state of a new stream. */
  public static initial(count: number, now: number): ShardState[] {
    return evenRanges(count).map((range, index) => ({ index, range, parents: [], created: now }));
  }

  /** By index. */
  public get all(): readonly Shard[] {
    return this.shards;
  }

  /** By hash key. */
  public get open(): readonly Shard[] {
    return this.openShards;
  }

  public try(index: number): Shard | undefined {
    return this.shards[index];
  }

  /** The open shard that takes a partition key. */
  public ofKey(partitionKey: string): Shard {
    return this.ofHash(hashKeyOf(partitionKey));
  }

  /** The open shard whose range holds a hash key. */
  public ofHash(key: HashKey): Shard {
    const { starts } = this;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if ((starts[half] ?? '') <= key) low = half;
      else high = half - 1;
    }
    return this.openShards[low] as Shard;
  }

  public childrenOf(parent: Shard): Shard[] {
    return this.shards.filter(({ parents }) => parents.includes(parent.index));
  }

  /** Closes a shard and opens two in its place. @param at Where the second one begins */
  public split(shard: Shard, at: HashKey, now: number): void {
    shard.close(now);
    for (const range of cut(shard.range, at)) this.add(range, [shard], now);
    this.arrange();
  }

  public splitEvenly(shard: Shard, now: number): void {
    this.split(shard, middle(shard.range), now);
  }

  /** Closes two shards that adjoin and opens one in their place. */
  public merge(first: Shard, second: Shard, now: number): void {
    first.close(now);
    second.close(now);
    this.add({ start: first.range.start, end: second.range.end }, [first, second], now);
    this.arrange();
  }

  /**
   * Splits and merges until the open shards are even. As on AWS, some live only for a moment: every shard has one
   * parent or two, so that readers can follow the order of a key.
   */
  public rescale(count: number, now: number): void {
    const targets = evenRanges(count);
    for (const { start } of targets) {
      const shard = this.ofHash(start);
      if (shard.range.start !== start) this.split(shard, start, now);
    }
    for (const { start, end } of targets) {
      let shard = this.ofHash(start);
      while (shard.range.end < end) {
        const next = this.openShards[this.openShards.indexOf(shard) + 1];
        if (next === undefined) break;
        this.merge(shard, next, now);
        shard = this.ofHash(start);
      }
    }
  }

  public toState(): ShardState[] {
    return this.shards.map((shard) => shard.toState());
  }

  private add(range: HashKeyRange, parents: readonly Shard[], now: number): void {
    const index = this.shards.length;
    const state = { index, range, parents: parents.map((parent) => parent.index), created: now };
    this.shards.push(new Shard(state, this.topicOf(index)));
  }

  private arrange(): void {
    this.openShards = this.shards
      .filter(({ open }) => open)
      .sort((one, other) => (one.range.start < other.range.start ? -1 : 1));
    this.starts = this.openShards.map(({ range }) => range.start);
  }
}
