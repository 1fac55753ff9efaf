import type { Clock } from '../clock';

/** Between two reads of one consumer from one shard, in milliseconds: the five reads a second are shared. */
const PAUSE = 400;

/**
 * Keeps consumers whose waiting times are divided from asking a shard more often than its limits allow, which keep the
 * wall clock: a second between reads that became a few milliseconds would use up the reads of everyone.
 */
export class Pace {
  private readonly lastRead = new Map<string, number>();

  /** @param clock The wall clock; undefined where waiting times are not divided, and nothing is held back */
  public constructor(private readonly clock: Clock | undefined) {}

  /** Whether a shard may be read now; it is then counted. */
  public tryRead(shard: string): boolean {
    if (this.clock === undefined) return true;
    const now = this.clock.now();
    if (now - (this.lastRead.get(shard) ?? Number.NEGATIVE_INFINITY) < PAUSE) return false;
    this.lastRead.set(shard, now);
    return true;
  }
}
