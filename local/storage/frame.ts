import { crc32 } from 'node:zlib';
import { StorageError } from './errors';
import type { NewRecord, StoredRecord } from './record-store';

/**
 * `u32 length of the payload, u32 CRC-32 of the payload`; all integers little-endian. The checksum starts from the salt
 * of the log, so that what looks like a frame within somebody's data is not taken for one when the log is mended.
 */
export const FRAME_HEADER = 8;
/** `u8 kind`, the first byte of a payload. */
export const FrameKind = { records: 1, value: 2, topic: 3 } as const;
/** `u32 topic, f64 ordinal, f64 arrival, u16 length of the key, u32 length of the data`, then key and data. */
export const RECORD_HEADER = 26;

const MAX_KEY = 65_535;
const RECORDS_START = FRAME_HEADER + 1;

/** Where a record stands, relative to its frame, and whose it is. */
export type RecordVisitor = (topic: number, ordinal: number, offset: number) => void;

/** @throws StorageError STORAGE_KEY_TOO_LONG */
export function assertKey(key: string): void {
  // No UTF-16 code unit takes more than three bytes.
  if (key.length * 3 <= MAX_KEY) return;
  const length = Buffer.byteLength(key);
  if (length > MAX_KEY) throw new StorageError('STORAGE_KEY_TOO_LONG', `the key has ${length} bytes`);
}

/** A frame of records, and where each stands in it. */
export interface RecordsFrame {
  readonly bytes: Buffer;
  readonly offsets: readonly number[];
}

/** @param ordinals Of each record in its topic */
export function recordsFrame(
  salt: number,
  arrival: number,
  records: readonly NewRecord[],
  ordinals: readonly number[],
): RecordsFrame {
  let size = RECORDS_START;
  for (const { key, data } of records) size += RECORD_HEADER + Buffer.byteLength(key) + data.length;
  // From the pool, where it is small: most frames are of one record.
  const frame = Buffer.allocUnsafe(size);
  frame[FRAME_HEADER] = FrameKind.records;
  const offsets: number[] = [];
  let at = RECORDS_START;
  for (let i = 0; i < records.length; i++) {
    const { topic, key, data } = records[i] as NewRecord;
    offsets.push(at);
    const start = at + RECORD_HEADER;
    const keyLength = frame.write(key, start);
    frame.writeUInt32LE(topic, at);
    frame.writeDoubleLE(ordinals[i] as number, at + 4);
    frame.writeDoubleLE(arrival, at + 12);
    frame.writeUInt16LE(keyLength, at + 20);
    frame.writeUInt32LE(data.length, at + 22);
    frame.set(data, start + keyLength);
    at = start + keyLength + data.length;
  }
  return { bytes: sealed(frame, salt), offsets };
}

/** A frame that sets a named value, or forgets it. */
export function valueFrame(salt: number, name: string, value: string | undefined): Buffer {
  return jsonFrame(salt, FrameKind.value, value === undefined ? [name] : [name, value]);
}

/** A frame that names a topic and tells which ordinal comes next in it. */
export function topicFrame(salt: number, topic: number, name: string, next: number): Buffer {
  return jsonFrame(salt, FrameKind.topic, [topic, name, next]);
}

/** The length of the sound frame that begins at an offset; undefined if none does. */
export function tryFrameLength(salt: number, bytes: Buffer, offset: number): number | undefined {
  if (offset + FRAME_HEADER >= bytes.length) return undefined;
  const payload = bytes.readUInt32LE(offset);
  const end = offset + FRAME_HEADER + payload;
  const kind = bytes[offset + FRAME_HEADER] ?? 0;
  if (payload === 0 || end > bytes.length || kind < FrameKind.records || kind > FrameKind.topic) return undefined;
  const sound = bytes.readUInt32LE(offset + 4) === crc32(bytes.subarray(offset + FRAME_HEADER, end), salt);
  return sound ? end - offset : undefined;
}

/** Visits the records of a records frame, which is sound. */
export function visitRecords(frame: Buffer, visit: RecordVisitor): void {
  let at = RECORDS_START;
  while (at + RECORD_HEADER <= frame.length) {
    visit(frame.readUInt32LE(at), frame.readDoubleLE(at + 4), at);
    at += recordSize(frame, at);
  }
}

/** The content of a value or topic frame. */
export function jsonContent(frame: Buffer): unknown {
  return JSON.parse(frame.toString('utf8', RECORDS_START));
}

/** The size of the record at an offset, with its header. */
export function recordSize(bytes: Buffer, at: number): number {
  return RECORD_HEADER + bytes.readUInt16LE(at + 20) + bytes.readUInt32LE(at + 22);
}

export function recordOrdinal(bytes: Buffer, at: number): number {
  return bytes.readDoubleLE(at + 4);
}

export function recordArrival(bytes: Buffer, at: number): number {
  return bytes.readDoubleLE(at + 12);
}

/** Where the data of the record at an offset begins. */
export function recordDataStart(bytes: Buffer, at: number): number {
  return at + RECORD_HEADER + bytes.readUInt16LE(at + 20);
}

/** How many bytes of data the record at an offset has. */
export function recordDataLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + 22);
}

/** A copy of the record at an offset. */
export function decodeRecord(bytes: Buffer, at: number): StoredRecord {
  const keyStart = at + RECORD_HEADER;
  const start = recordDataStart(bytes, at);
  return {
    ordinal: recordOrdinal(bytes, at),
    arrival: recordArrival(bytes, at),
    key: bytes.toString('utf8', keyStart, start),
    data: Buffer.from(bytes.subarray(start, start + recordDataLength(bytes, at))),
  };
}

function jsonFrame(salt: number, kind: number, content: unknown): Buffer {
  const text = JSON.stringify(content);
  const frame = Buffer.allocUnsafeSlow(RECORDS_START + Buffer.byteLength(text));
  frame[FRAME_HEADER] = kind;
  frame.write(text, RECORDS_START);
  return sealed(frame, salt);
}

function sealed(frame: Buffer, salt: number): Buffer {
  frame.writeUInt32LE(frame.length - FRAME_HEADER, 0);
  frame.writeUInt32LE(crc32(frame.subarray(FRAME_HEADER), salt), 4);
  return frame;
}
