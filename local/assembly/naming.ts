import { createHash } from 'node:crypto';

const ALPHABETS = {
  digits: '0123456789',
  hex: '0123456789abcdef',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  mixed: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
} as const;

export type Alphabet = keyof typeof ALPHABETS;

export function isAlphabet(name: string): name is Alphabet {
  return Object.hasOwn(ALPHABETS, name);
}

/** `length` characters that look random and are the same in every run for the same seed. */
export function stableText(seed: string, alphabet: Alphabet, length: number): string {
  const letters = ALPHABETS[alphabet];
  let text = '';
  for (let block = 0; text.length < length; block++) {
    for (const byte of createHash('sha256').update(`${seed}\0${alphabet}\0${block}`).digest()) {
      text += letters[byte % letters.length];
    }
  }
  return text.slice(0, length);
}

/** A UUID in its usual shape, version 4, the same in every run for the same seed. */
export function stableUuid(seed: string): string {
  const hex = stableText(seed, 'hex', 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The name CloudFormation would give: `head`, stack and logical id, and a random tail, cut to `longest` characters. */
export function generatedName(head: string, seed: string, longest: number): string {
  const tail = stableText(seed, 'upper', 12);
  return `${head.slice(0, longest - tail.length - 1)}-${tail}`;
}
