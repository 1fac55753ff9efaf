import { createHash } from 'node:crypto';

const MAGIC = Buffer.from('f3899ac2', 'hex');
const DIGEST = 16;

/** A record of an aggregated one. */
export interface KplRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** Whether data that begins at an offset may be such a record. */
export function beginsAsKpl(bytes: Buffer, at: number): boolean {
  return bytes[at] === MAGIC[0] && bytes[at + 1] === MAGIC[1];
}

/**
 * The records in a record of the Kinesis Producer Library.
 *
 * Source: github.com/awslabs/amazon-kinesis-producer, aggregation-format.md.
 *
 * @returns undefined where the record is none of the library's, which is passed on as it is
 */
export function tryKplRecords(data: Buffer): KplRecord[] | undefined {
  if (data.length < MAGIC.length + DIGEST || !data.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const message = data.subarray(MAGIC.length, data.length - DIGEST);
  if (!createHash('md5').update(message).digest().equals(data.subarray(-DIGEST))) return undefined;
  try {
    return readMessage(message);
  } catch {
    // The digest fits, the message is no protobuf: a stranger's record after all.
    return undefined;
  }
}

function readMessage(message: Buffer): KplRecord[] {
  const keys: string[] = [];
  const records: { key: number; data: Buffer }[] = [];
  for (const { field, bytes } of fields(message)) {
    if (bytes === undefined) continue;
    if (field === 1) keys.push(bytes.toString());
    if (field === 3) records.push(readRecord(bytes));
  }
  return records.map(({ key, data }) => ({ partitionKey: keys[key] ?? '', data }));
}

function readRecord(message: Buffer): { key: number; data: Buffer } {
  let key = 0;
  let data = Buffer.alloc(0);
  for (const { field, bytes, value } of fields(message)) {
    if (field === 1 && value !== undefined) key = value;
    if (field === 3 && bytes !== undefined) data = Buffer.from(bytes);
  }
  return { key, data };
}

interface ProtobufField {
  readonly field: number;
  readonly value?: number;
  readonly bytes?: Buffer;
}

/** Fields of a protobuf message. @throws RangeError where it is none */
function* fields(message: Buffer): Generator<ProtobufField> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined || scale > 2 ** 63) throw new RangeError('a number goes on past the end');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === 0) {
      yield { field, value: varint() };
      continue;
    }
    const length = wire === 2 ? varint() : wire === 1 ? 8 : wire === 5 ? 4 : Number.NaN;
    if (!(at + length <= message.length)) throw new RangeError('a field goes on past the end');
    yield { field, bytes: message.subarray(at, at + length) };
    at += length;
  }
}
