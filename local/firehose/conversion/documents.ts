import { endOfJson, tryUtf8 } from '../json-text';
import { RowError } from './errors';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Strings, and numbers with more digits than a double holds. */
const LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{15,}/g;

/**
 * The JSON objects of a record, one after another or one a line. Numbers that are too long for a double are given as
 * their text.
 *
 * @throws RowError where there is anything else
 */
export function readDocuments(data: Buffer): JsonObject[] {
  const documents: JsonObject[] = [];
  for (let at = skipSpace(data, 0); at < data.length; at = skipSpace(data, at)) {
    const end = endOfJson(data, at);
    const text = end === undefined ? undefined : tryUtf8(data.subarray(at, end));
    if (end === undefined || text === undefined) throw notJson('The record is no JSON object.');
    documents.push(parse(text));
    at = end;
  }
  if (documents.length === 0) throw notJson('The record is empty.');
  return documents;
}

function parse(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(LONG_NUMBER, (token) => (token.startsWith('"') ? token : JSON.stringify(token))));
  } catch (error) {
    throw notJson(error instanceof Error ? error.message : String(error));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw notJson('A JSON array is no record.');
}

function notJson(message: string): RowError {
  return new RowError('DataFormatConversion.ParseError', message);
}

function skipSpace(data: Buffer, from: number): number {
  let at = from;
  while (at < data.length && (data[at] as number) <= 0x20) at++;
  return at;
}
