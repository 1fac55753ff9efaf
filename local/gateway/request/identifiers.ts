import { randomFillSync, randomUUID } from 'node:crypto';

const POOL = Buffer.alloc(8_192);
let used = POOL.length;

/** `size` random bytes; drawn from a pool, since each request needs a few. */
function randomSlice(size: number): Buffer {
  if (used + size > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += size;
  return POOL.subarray(used - size, used);
}

export function newRequestId(): string {
  return randomUUID();
}

/** Of the form `JKJaXmPLvHcESHA=`. */
export function newExtendedRequestId(): string {
  return `${randomSlice(11).toString('base64url')}=`;
}

/** Of the form `Root=1-5759e988-bd862e3fe1be46a994272793`. @param now Milliseconds since the epoch */
export function newTraceId(now: number): string {
  const seconds = Math.floor(now / 1_000).toString(16);
  return `Root=1-${seconds.padStart(8, '0')}-${randomSlice(12).toString('hex')}`;
}
