import { isAscii, isUtf8 } from 'node:buffer';
import type { Json } from './json';
import { readJson, writeJson } from './numbers';
import { Rejection } from './rejection';

/** A record's one event, and what stood behind it. */
export interface DecodedRecord {
  readonly event: Json;
  /** The line break that ended the record, which is kept: with `newlineDelimiter: false` it parts events. */
  readonly ending: string;
  /** Whether numbers of the event are kept as texts. */
  readonly keepsNumbers: boolean;
}

const ENDING = /\r?\n$/;

/** Reads the data of a record. @throws Rejection */
export function decodeRecord(data: unknown): DecodedRecord {
  if (typeof data !== 'string') throw new Rejection('no-data');
  const bytes = Buffer.from(data, 'base64');
  // The two checks and the two readers are native code; a decoder that refuses bad bytes is slower than both.
  if (!isUtf8(bytes)) throw new Rejection('not-utf8');
  const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
  try {
    const { value: event, keepsNumbers } = readJson(text);
    return { event, keepsNumbers, ending: text.endsWith('\n') ? (ENDING.exec(text.slice(-2))?.[0] ?? '') : '' };
  } catch {
    // The parser's own message quotes the event.
    throw new Rejection('not-json');
  }
}

/** Writes an event as the data of a record. */
export function encodeRecord(event: Json, ending: string): string {
  return Buffer.from(writeJson(event) + ending).toString('base64');
}
