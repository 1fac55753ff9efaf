import { createHash } from 'node:crypto';

const MAGIC = Buffer.from('f3899ac2', 'hex');
const DIGEST_BYTES = 16;

/** Protobuf's wire types. */
const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** Fields of the aggregated record, and of each record in it. */
const PARTITION_KEYS = 1;
const HASH_KEYS = 2;
const RECORDS = 3;
const PARTITION_KEY_INDEX = 1;
const HASH_KEY_INDEX = 2;
const DATA = 3;

/** A record of an aggregated one. */
export interface KplRecord {
  readonly partitionKey: string;
  /** Decimal; undefined where the partition key decides the shard. */
  readonly explicitHashKey: string | undefined;
  readonly data: Buffer;
}

/**
 * The records in one that the Kinesis Producer Library aggregated. Their data are views of `data`.
 *
 * Source: github.com/awslabs/amazon-kinesis-producer, aggregation-format.md.
 *
 * @returns undefined where it is none of the library's (other magic bytes, another digest, or no such message), which
 * the Kinesis Client Library hands on as it is
 */
export function tryKplRecords(data: Buffer): KplRecord[] | undefined {
  if (data.length < MAGIC.length + DIGEST_BYTES || !data.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const message = data.subarray(MAGIC.length, data.length - DIGEST_BYTES);
  if (!createHash('md5').update(message).digest().equals(data.subarray(-DIGEST_BYTES))) return undefined;
  return tryMessage(message);
}

function tryMessage(message: Buffer): KplRecord[] | undefined {
  const keys: string[] = [];
  const hashKeys: string[] = [];
  const records: Buffer[] = [];
  const reader = new ProtobufReader(message);
  while (reader.next()) {
    if (reader.field === PARTITION_KEYS && reader.bytes) keys.push(reader.bytes.toString());
    if (reader.field === HASH_KEYS && reader.bytes) hashKeys.push(reader.bytes.toString());
    if (reader.field === RECORDS && reader.bytes) records.push(reader.bytes);
  }
  if (reader.isBroken) return undefined;
  const read = records.map((bytes) => tryRecord(bytes, keys, hashKeys));
  return read.every((record) => record !== undefined) ? read : undefined;
}

function tryRecord(message: Buffer, keys: readonly string[], hashKeys: readonly string[]): KplRecord | undefined {
  const reader = new ProtobufReader(message);
  let partitionKey: string | undefined;
  let explicitHashKey: string | undefined;
  let data: Buffer | undefined;
  while (reader.next()) {
    if (reader.field === PARTITION_KEY_INDEX && reader.value !== undefined) partitionKey = keys[reader.value];
    if (reader.field === HASH_KEY_INDEX && reader.value !== undefined) explicitHashKey = hashKeys[reader.value];
    if (reader.field === DATA && reader.bytes) data = reader.bytes;
  }
  if (reader.isBroken || partitionKey === undefined || data === undefined) return undefined;
  return { partitionKey, explicitHashKey, data };
}

/** Reads a protobuf message field by field. */
class ProtobufReader {
  public field = 0;
  /** Of a field that is a number. */
  public value: number | undefined;
  /** Of a field that is bytes, a text or a message. */
  public bytes: Buffer | undefined;
  /** Whether the message ended within a field, or has one of a type that there is not. */
  public isBroken = false;
  private at = 0;

  public constructor(private readonly message: Buffer) {}

  /** Whether there is another field, which is then read. */
  public next(): boolean {
    this.value = undefined;
    this.bytes = undefined;
    if (this.isBroken || this.at >= this.message.length) return false;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    this.read(tag % 8);
    return !this.isBroken;
  }

  private read(type: number): void {
    if (type === VARINT) {
      this.value = this.varint();
      return;
    }
    const length = type === BYTES ? this.varint() : type === FIXED_64 ? 8 : type === FIXED_32 ? 4 : Number.NaN;
    // Not a number is not within the message either.
    if (!(this.at + length <= this.message.length)) {
      this.isBroken = true;
      return;
    }
    this.bytes = this.message.subarray(this.at, this.at + length);
    this.at += length;
  }

  private varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 63; scale *= 128) {
      const byte = this.message[this.at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    this.isBroken = true;
    return 0;
  }
}
