import { createHash } from 'node:crypto';
import type { WireRecord } from './wire';

const MAGIC = Buffer.from('f3899ac2', 'hex');
const DIGEST_BYTES = 16;

/** Fields of the message, as protobuf tags them: number and wire type. */
const KEY_TABLE = 0x0a;
const HASH_KEY_TABLE = 0x12;
const RECORD = 0x1a;
const KEY_INDEX = 0x08;
const HASH_KEY_INDEX = 0x10;
const DATA = 0x1a;

/** How large an aggregated record becomes, as records are added to it. */
export class AggregateSize {
  /** Of the whole record, without its partition key. */
  public bytes: number;
  private readonly keys = new Map<string, number>();

  public constructor(explicitHashKey: string) {
    this.bytes = MAGIC.length + DIGEST_BYTES + fieldSize(explicitHashKey.length);
  }

  /** Bytes that `record` adds. */
  public growth({ data, partitionKey }: WireRecord): number {
    const known = this.keys.get(partitionKey);
    const table = known === undefined ? fieldSize(Buffer.byteLength(partitionKey)) : 0;
    return table + fieldSize(recordSize(known ?? this.keys.size, data.length));
  }

  public add(record: WireRecord): void {
    this.bytes += this.growth(record);
    if (!this.keys.has(record.partitionKey)) this.keys.set(record.partitionKey, this.keys.size);
  }
}

/**
 * Several records in one, in the format of the Kinesis Producer Library. Each record carries the hash key that the whole
 * goes by: the Kinesis Client Library drops records whose own key does not belong to the shard it reads.
 *
 * Source: github.com/awslabs/amazon-kinesis-producer, aggregation-format.md.
 *
 * @param explicitHashKey Decimal, as Kinesis takes it
 */
export function aggregate(records: readonly WireRecord[], explicitHashKey: string): Buffer {
  const keys = new Map<string, number>();
  for (const { partitionKey } of records) if (!keys.has(partitionKey)) keys.set(partitionKey, keys.size);
  const size = new AggregateSize(explicitHashKey);
  for (const record of records) size.add(record);
  const writer = new Writer(Buffer.allocUnsafe(size.bytes));
  writer.bytes(MAGIC);
  for (const key of keys.keys()) writer.field(KEY_TABLE, Buffer.from(key));
  writer.field(HASH_KEY_TABLE, Buffer.from(explicitHashKey));
  for (const { data, partitionKey } of records) {
    const index = keys.get(partitionKey) ?? 0;
    writer.varint(RECORD);
    writer.varint(recordSize(index, data.length));
    writer.varint(KEY_INDEX);
    writer.varint(index);
    writer.varint(HASH_KEY_INDEX);
    writer.varint(0);
    writer.field(DATA, data);
  }
  const message = writer.written().subarray(MAGIC.length);
  writer.bytes(createHash('md5').update(message).digest());
  return writer.written();
}

/** Of a record's message: the index of its key, that of its hash key, its data. */
function recordSize(keyIndex: number, dataLength: number): number {
  return 1 + varintSize(keyIndex) + 2 + fieldSize(dataLength);
}

function fieldSize(length: number): number {
  return 1 + varintSize(length) + length;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

class Writer {
  private at = 0;

  public constructor(private readonly buffer: Buffer) {}

  public varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.buffer[this.at++] = (rest % 0x80) | 0x80;
    this.buffer[this.at++] = rest;
  }

  public field(tag: number, value: Uint8Array): void {
    this.varint(tag);
    this.varint(value.length);
    this.bytes(value);
  }

  public bytes(value: Uint8Array): void {
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  public written(): Buffer {
    return this.buffer.subarray(0, this.at);
  }
}
