import { SHARD_LIMITS } from './limits';
import type { Shard } from './shard';
import type { ShardMap } from './shard-map';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;

/** What is kept of a stream's growth. */
export interface GrowthState {
  /** The highest minute so far, in shards' worth of writes. */
  readonly peak: number;
  /** When shards were added in the last quarter of an hour, and how many there were before. */
  readonly steps: readonly { readonly at: number; readonly before: number }[];
}

/**
 * How an on-demand stream grows: it is meant to take twice the highest minute it has seen, and at most doubles within
 * fifteen minutes. The busiest shards are cut in half. It does not shrink again.
 *
 * Source: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html for what is promised; that a
 * minute is measured is a choice of ours.
 */
export class Growth {
  private minuteEnds: number;
  private peak: number;
  private steps: { readonly at: number; readonly before: number }[];

  /** @param ceiling Shards it never passes */
  public constructor(
    private readonly shards: ShardMap,
    private readonly ceiling: number,
    now: number,
    state: GrowthState = { peak: 0, steps: [] },
  ) {
    this.minuteEnds = now + MINUTE;
    this.peak = state.peak;
    this.steps = [...state.steps];
  }

  public toState(): GrowthState {
    return { peak: this.peak, steps: this.steps };
  }

  /** Looks back on the minute, if one has passed. @returns Whether shards were added */
  public grow(now: number): boolean {
    if (now < this.minuteEnds) return false;
    this.minuteEnds = now + MINUTE;
    const loads = this.shards.open.map((shard) => ({ shard, load: minuteLoad(shard) }));
    for (const { shard } of loads) {
      shard.minuteBytes = 0;
      shard.minuteRecords = 0;
    }
    this.peak = Math.max(
      this.peak,
      loads.reduce((sum, { load }) => sum + load, 0),
    );
    const before = loads.length;
    this.steps = this.steps.filter(({ at }) => at > now - QUARTER);
    const quarterAgo = this.steps[0]?.before ?? before;
    const wanted = Math.min(Math.ceil(2 * this.peak), 2 * quarterAgo, this.ceiling);
    if (wanted <= before) return false;
    loads.sort((one, other) => other.load - one.load);
    for (const { shard } of loads.slice(0, wanted - before)) this.shards.splitEvenly(shard, now);
    this.steps.push({ at: now, before });
    return true;
  }
}

/** In shards' worth of writes. */
function minuteLoad({ minuteBytes, minuteRecords }: Shard): number {
  const seconds = MINUTE / 1_000;
  return Math.max(minuteBytes / seconds / SHARD_LIMITS.writeBytes, minuteRecords / seconds / SHARD_LIMITS.writeRecords);
}
