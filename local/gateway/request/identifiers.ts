import { createHash, randomFillSync } from 'node:crypto';

/** Gives so many bytes that nobody can tell beforehand, or the ones a seed says. */
type Source = (size: number) => Buffer;

/** What requests are named by. */
export class RequestNames {
  private readonly source: Source;

  /** @param seed The same seed names the same requests alike. @default - random names */
  public constructor(seed?: string) {
    this.source = seed === undefined ? randomSlice : seeded(seed);
  }

  /** Of the form `3b6ff4ac-9c3b-4c2e-8a9c-0f9d3b1d2c11`. */
  public requestId(): string {
    const bytes = this.source(16);
    // Version 4, variant 1.
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** Of the form `JKJaXmPLvHcESHA=`. */
  public extendedRequestId(): string {
    return `${this.source(11).toString('base64url')}=`;
  }

  /** Of the form `Root=1-5759e988-bd862e3fe1be46a994272793`. @param now Milliseconds since the epoch */
  public traceId(now: number): string {
    const seconds = Math.floor(now / 1_000).toString(16);
    return `Root=1-${seconds.padStart(8, '0')}-${this.source(12).toString('hex')}`;
  }
}

const POOL = Buffer.alloc(8_192);
let used = POOL.length;

/** Drawn from a pool, since each request needs a few. */
function randomSlice(size: number): Buffer {
  if (used + size > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += size;
  return POOL.subarray(used - size, used);
}

function seeded(seed: string): Source {
  let count = 0;
  return (size) => createHash('sha256').update(`request ${count++} of ${seed}`).digest().subarray(0, size);
}
