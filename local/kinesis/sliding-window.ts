const SECOND = 1_000;

/**
 * What was used within the last second, exactly.
 *
 * What goes above the limit weighs on as many seconds as there are limits in it and in what is used already: a record of
 * 10 MiB keeps a shard of 1 MiB/s busy for ten, and so do ten of 1 MiB that were taken at once. So over any window of a
 * whole second no more than the limit is used, but for the one amount that goes above it, and in the long run none is.
 */
export class SlidingWindow {
  private readonly ends: number[] = [];
  private readonly amounts: number[] = [];
  private head = 0;
  private used = 0;

  /** @param limit What one second allows */
  public constructor(private readonly limit: number) {}

  /** Whether an amount fits now; a larger one than the limit fits where nothing else weighs. */
  public fits(now: number, amount: number): boolean {
    this.expire(now);
    return this.used + amount <= this.limit || this.used === 0;
  }

  /** Whether anything is left of this second. */
  public hasRoom(now: number): boolean {
    this.expire(now);
    return this.used < this.limit;
  }

  public take(now: number, amount: number): void {
    this.expire(now);
    this.used += amount;
    const last = this.ends.length - 1;
    // What is taken later ends no sooner: they expire in their order.
    const end = Math.max(now + SECOND * Math.max(1, this.used / this.limit), this.ends[last] ?? 0);
    if (last >= this.head && this.ends[last] === end) {
      this.amounts[last] = (this.amounts[last] ?? 0) + amount;
    } else {
      this.ends.push(end);
      this.amounts.push(amount);
    }
  }

  /** Of the limit, 0 to 1 or more. */
  public load(now: number): number {
    this.expire(now);
    return this.used / this.limit;
  }

  private expire(now: number): void {
    const { ends, amounts } = this;
    while (this.head < ends.length && (ends[this.head] ?? 0) <= now) {
      this.used -= amounts[this.head] ?? 0;
      this.head++;
    }
    if (this.head === ends.length) {
      ends.length = 0;
      amounts.length = 0;
      this.head = 0;
    } else if (this.head > 1_024) {
      ends.splice(0, this.head);
      amounts.splice(0, this.head);
      this.head = 0;
    }
  }
}
