import { isUtf8 } from 'node:buffer';
import type { ReadRecord } from './kinesis-client';

/** Characters that would break the line, or be taken for commands by a terminal. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** `TIME  SHARD  SEQUENCE NUMBER  KEY  DATA`; bytes that are no UTF-8 as `base64:…`. */
export function recordLine(shardId: string, record: ReadRecord): string {
  const data = Buffer.from(record.Data, 'base64');
  const text = isUtf8(data) ? printable(data.toString()) : `base64:${record.Data}`;
  return [timeOf(record), shardId, record.SequenceNumber, keyText(record.PartitionKey), text].join('  ');
}

/** The same as a JSON object: text in `data`, other bytes in `dataBase64`. */
export function recordJson(shardId: string, record: ReadRecord): string {
  const data = Buffer.from(record.Data, 'base64');
  return JSON.stringify({
    time: timeOf(record),
    shardId,
    sequenceNumber: record.SequenceNumber,
    partitionKey: record.PartitionKey,
    ...(isUtf8(data) ? { data: data.toString() } : { dataBase64: record.Data }),
  });
}

/** Text on one line, with nothing in it that a terminal obeys. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function keyText(key: string): string {
  return /^[^\s"]+$/.test(key) ? printable(key) : printable(JSON.stringify(key));
}

function timeOf({ ApproximateArrivalTimestamp: seconds = 0 }: ReadRecord): string {
  return new Date(Math.round(seconds * 1_000)).toISOString();
}
