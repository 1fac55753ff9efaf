import { createHash, randomBytes, randomUUID } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Where names and ids come from. */
export interface Identifiers {
  /** `xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx` */
  uuid(): string;
  /** Letters and digits. */
  text(length: number): string;
}

/** Identifiers that nobody can tell beforehand; with a seed, the same in every run. */
export function identifiers(seed?: string): Identifiers {
  const source = seed === undefined ? randomBytes : seededBytes(seed);
  return {
    uuid: () => {
      if (seed === undefined) return randomUUID();
      const bytes = source(16);
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
      const hex = bytes.toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    },
    text: (length) => [...source(length)].map((byte) => ALPHANUMERIC.charAt(byte % ALPHANUMERIC.length)).join(''),
  };
}

function seededBytes(seed: string): (length: number) => Buffer {
  let counter = 0;
  let left = Buffer.alloc(0);
  return (length) => {
    while (left.length < length) {
      left = Buffer.concat([left, createHash('sha512').update(`${seed}/${counter++}`).digest()]);
    }
    const bytes = Buffer.from(left.subarray(0, length));
    left = left.subarray(length);
    return bytes;
  };
}
