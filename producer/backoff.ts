/** How long retries wait. */
export interface Backoff {
  /** The most the first retry waits, in milliseconds. Each one after it may wait twice as long. */
  readonly base: number;
  /** The most any retry waits, in milliseconds. */
  readonly cap: number;
}

/**
 * Anything up to the bound, so that records that failed together do not come back together.
 *
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter", full jitter.
 *
 * @param attempts How many have failed, from 1
 * @param random From 0, below 1
 */
export function fullJitter({ base, cap }: Backoff, attempts: number, random: number): number {
  return random * Math.min(cap, base * 2 ** (attempts - 1));
}
