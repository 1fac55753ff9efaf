/** Each bucket is wider than the one before by this factor: percentiles are exact to half a percent. */
const GROWTH = 1.01;
/** Milliseconds; what is faster counts as this. */
const LEAST = 0.01;

/** Durations as a histogram, so that a run of any length takes the same memory. */
export class Latencies {
  private readonly buckets: number[] = [];
  private total = 0;
  private longest = 0;

  public get count(): number {
    return this.total;
  }

  public get max(): number {
    return this.longest;
  }

  public add(milliseconds: number): void {
    const index = Math.round(Math.log(Math.max(milliseconds, LEAST) / LEAST) / Math.log(GROWTH));
    this.buckets[index] = (this.buckets[index] ?? 0) + 1;
    this.total++;
    this.longest = Math.max(this.longest, milliseconds);
  }

  /** The duration that a share of all does not exceed, in milliseconds. @param share Above 0, at most 1 */
  public percentile(share: number): number {
    let left = Math.ceil(share * this.total);
    for (let index = 0; index < this.buckets.length; index++) {
      left -= this.buckets[index] ?? 0;
      if (left <= 0) return Math.min(LEAST * GROWTH ** index, this.longest);
    }
    return this.longest;
  }
}
