import { endOfJson } from './json-text';
import type { Processing } from './processing-definition';

/** Most parts a record is taken apart into. Source: Firehose developer guide, "Multi record deaggregation". */
const MAX_PARTS = 500;

/**
 * The records in one record. One that cannot be taken apart, or into more than 500 parts, stays whole.
 *
 * Source: Firehose developer guide, "Dynamic partitioning of aggregated data".
 */
export function deaggregate(data: Buffer, how: NonNullable<Processing['deaggregation']>): readonly Buffer[] {
  const parts = how.kind === 'JSON' ? jsonParts(data) : delimitedParts(data, how.delimiter);
  return parts === undefined || parts.length === 0 || parts.length > MAX_PARTS ? [data] : parts;
}

/** JSON objects one after another, or one a line; undefined where there is something else among them. */
function jsonParts(data: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = [];
  for (let at = skipSpace(data, 0); at < data.length; ) {
    const end = endOfJson(data, at);
    if (end === undefined) return undefined;
    parts.push(data.subarray(at, end));
    at = skipSpace(data, end);
    if (parts.length > MAX_PARTS) return undefined;
  }
  return parts;
}

function delimitedParts(data: Buffer, delimiter: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length && parts.length <= MAX_PARTS; ) {
    const found = data.indexOf(delimiter, at);
    const end = found < 0 ? data.length : found;
    if (end > at) parts.push(data.subarray(at, end));
    at = end + delimiter.length;
  }
  return parts;
}

function skipSpace(data: Buffer, from: number): number {
  let at = from;
  while (at < data.length && (data[at] as number) <= 0x20) at++;
  return at;
}
