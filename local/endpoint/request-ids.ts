import { createHash, randomUUID } from 'node:crypto';

/** Ids of requests, as AWS shapes them; the same ones again for the same seed. */
export class RequestIds {
  private count = 0;

  /** @param seed Undefined for random ids */
  public constructor(private readonly seed?: string) {}

  public next(): string {
    if (this.seed === undefined) return randomUUID();
    const hex = createHash('sha256')
      .update(`request ${this.count++} of ${this.seed}`)
      .digest('hex');
    // Version 4, variant 1.
    const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
    return [...parts, hex.slice(20, 32)].join('-');
  }
}
