import { SHARD_LIMITS } from './limits';
import type { Shard } from './shard';

/** Keys are only counted where a shard is this busy, or one record would make it so: an idle stream pays nothing. */
const WATCHED_LOAD = 0.5;
const PERIOD = 1_000;
/** More keys than a shard takes records in a second. */
const MAX_KEYS = 4_096;

interface Weight {
  records: number;
  bytes: number;
}

/** The key that weighs most on a shard. */
export interface HotKey {
  readonly key: string;
  /** 0 to 1. */
  readonly share: number;
}

/** Whether a record is worth counting. @param bytes Of data and partition key */
export function isWatched({ limits }: Shard, now: number, bytes: number): boolean {
  return limits.writeLoad(now) >= WATCHED_LOAD || bytes >= SHARD_LIMITS.writeBytes * WATCHED_LOAD;
}

/** Counts which keys a busy shard is asked to take, refused records included. */
export class HotKeys {
  private current = new Map<string, Weight>();
  private previous = new Map<string, Weight>();
  private since = 0;

  /** @param bytes Of data and partition key */
  public note(now: number, key: string, bytes: number): void {
    if (now - this.since >= PERIOD) this.turn(now);
    const weight = this.current.get(key);
    if (weight !== undefined) {
      weight.records++;
      weight.bytes += bytes;
    } else if (this.current.size < MAX_KEYS) {
      this.current.set(key, { records: 1, bytes });
    }
  }

  /** The key with the largest share of the limit that is nearer; undefined if nothing was counted. */
  public tryHottest(): HotKey | undefined {
    let records = 0;
    let bytes = 0;
    for (const counts of [this.previous, this.current]) {
      for (const weight of counts.values()) {
        records += weight.records;
        bytes += weight.bytes;
      }
    }
    const byRecords = records / SHARD_LIMITS.writeRecords >= bytes / SHARD_LIMITS.writeBytes;
    const total = byRecords ? records : bytes;
    let hottest: HotKey | undefined;
    for (const key of new Set([...this.previous.keys(), ...this.current.keys()])) {
      const weight = [this.previous.get(key), this.current.get(key)].reduce(
        (sum, one) => sum + ((byRecords ? one?.records : one?.bytes) ?? 0),
        0,
      );
      if (hottest === undefined || weight / total > hottest.share) hottest = { key, share: weight / total };
    }
    return hottest;
  }

  private turn(now: number): void {
    // What is older than a period says nothing of the present.
    this.previous = now - this.since < 2 * PERIOD ? this.current : new Map();
    this.current = new Map();
    this.since = now;
  }
}
