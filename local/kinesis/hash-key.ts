import { hash } from 'node:crypto';

/**
 * Hash keys are 128-bit numbers. In here they are 32 lower-case hex digits: MD5 gives them so, and texts of one length
 * compare as the numbers do.
 */
export type HashKey = string;

const HIGHEST: HashKey = 'f'.repeat(32);

const LIMIT = 1n << 128n;

/** Inclusive. */
export interface HashKeyRange {
  readonly start: HashKey;
  readonly end: HashKey;
}

/** MD5 of the partition key's UTF-8 bytes. */
export function hashKeyOf(partitionKey: string): HashKey {
  return hash('md5', partitionKey, 'hex');
}

/** @param decimal Digits only; undefined if it is 2^128 or more */
export function tryParseHashKey(decimal: string): HashKey | undefined {
  const value = BigInt(decimal);
  return value < LIMIT ? toHashKey(value) : undefined;
}

/** As AWS prints it. */
export function toDecimal(key: HashKey): string {
  return toNumber(key).toString();
}

export function toNumber(key: HashKey): bigint {
  return BigInt(`0x${key}`);
}

function toHashKey(value: bigint): HashKey {
  return value.toString(16).padStart(32, '0');
}

/** All keys split evenly; what does not divide falls to the last range. */
export function evenRanges(count: number): HashKeyRange[] {
  const width = LIMIT / BigInt(count);
  return Array.from({ length: count }, (_, i) => ({
    start: toHashKey(width * BigInt(i)),
    end: i === count - 1 ? HIGHEST : toHashKey(width * BigInt(i + 1) - 1n),
  }));
}

/** The range cut in two before a key. */
export function cut({ start, end }: HashKeyRange, at: HashKey): [HashKeyRange, HashKeyRange] {
  return [
    { start, end: toHashKey(toNumber(at) - 1n) },
    { start: at, end },
  ];
}

/** The key that cuts a range in equal halves. */
export function middle({ start, end }: HashKeyRange): HashKey {
  return toHashKey((toNumber(start) + toNumber(end) + 1n) / 2n);
}

/** Whether the second range begins where the first one ends. */
export function adjoins(first: HashKeyRange, second: HashKeyRange): boolean {
  return first.end !== HIGHEST && toNumber(first.end) + 1n === toNumber(second.start);
}
