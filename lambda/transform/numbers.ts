import { randomBytes } from 'node:crypto';
import { isObject, type Json, type JsonObject, put } from './json';

/**
 * What a number that a double would change is kept as, between reading and writing: a text that begins with this mark.
 * It is drawn anew in each process, so that no event can hold it, and has no digits that a detector could take for its own.
 */
const MARK = `\uE000${[...randomBytes(12)].map((byte) => String.fromCharCode(0x67 + (byte % 16))).join('')}:`;
const WRITTEN = new RegExp(`"${MARK}([^"]*)"`, 'g');

/** Texts that may hold such a number: 16 digits, the point among them, before or behind them, or an exponent of three. */
const SUSPECT = /\d(?:\d{7}[\d.]{8}|\.\d{8}|[eE][+-]?\d{3})/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs;

/** A value read, and whether numbers in it are kept as texts. */
export interface ReadJson {
  readonly value: Json;
  readonly keepsNumbers: boolean;
}

/** Reads JSON text so that no number loses digits on its way to `writeJson`. @throws SyntaxError */
export function readJson(text: string): ReadJson {
  const value: Json = JSON.parse(text);
  if (!SUSPECT.test(text)) return { value, keepsNumbers: false };
  let found = false;
  const marked = text.replace(STRING_OR_NUMBER, (token) => {
    if (token.startsWith('"') || survives(token)) return token;
    found = true;
    return `"${MARK}${token}"`;
  });
  return { value: found ? JSON.parse(marked) : value, keepsNumbers: found };
}

/** Writes JSON text, the numbers kept by `readJson` as they came. */
export function writeJson(value: Json): string {
  const text = JSON.stringify(value);
  return text.includes(MARK) ? text.replace(WRITTEN, '$1') : text;
}

/** The digits of a number that is kept as a text; undefined for any other text. */
export function tryKeptNumber(text: string): string | undefined {
  return text.startsWith(MARK) ? text.slice(MARK.length) : undefined;
}

/** A copy in which kept numbers are numbers, as near as a double comes: for what only looks at a value. */
export function plainNumbers(value: Json): Json {
  if (typeof value === 'string') {
    const kept = tryKeptNumber(value);
    return kept === undefined ? value : Number(kept);
  }
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) put(copy, key, plainNumbers(value[key] as Json));
  return copy;
}

/** Whether a double holds the number of a token of JSON. */
function survives(token: string): boolean {
  const value = Number(token);
  return Number.isFinite(value) && canonical(token) === canonical(String(value));
}

/** Digits and exponent, the same for all spellings of a number: `1.50`, `15e-1`. */
function canonical(token: string): string {
  const [mantissa = '', exponent = '0'] = token.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = withoutTrailingZeros(digits);
  if (significant === '') return '0';
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** Not by a pattern: one that ends in `0+$` takes quadratic time. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}
