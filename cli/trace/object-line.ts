import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { ObjectStore } from '../../local/s3';
import type { DeliveredTrace } from '../../local/trace';
import { printable } from '../tail/record-line';

const LONGEST = 300;

/** Where in an object a record is: `line 3: {…}`, or as near as can be told. @param position From 0 */
export async function objectLine(store: ObjectStore, object: DeliveredTrace, position: number): Promise<string> {
  const place = `record ${position + 1} of ${object.records}`;
  const stored = await store.tryGet(object.bucket, object.key);
  if (stored === undefined) return `${place}; the object is not there any more`;
  const content = tryText(stored.body);
  if (content === undefined) return place;
  const lines = content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  // Records with line breaks of their own, or with none between them, have no line.
  if (lines.length !== object.records) return place;
  return `line ${position + 1} of ${object.records}: ${shortened(lines[position] ?? '')}`;
}

/** Text on one line, cut where it is long. */
function shortened(text: string): string {
  const line = printable(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** Undefined for what is no text, GZIP aside. */
function tryText(body: Buffer): string | undefined {
  try {
    const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
    return isUtf8(plain) ? plain.toString() : undefined;
  } catch {
    return undefined;
  }
}
