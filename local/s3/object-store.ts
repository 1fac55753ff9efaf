import { createHash } from 'node:crypto';
import { S3Error } from './errors';

/** Where an object is. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** What is said of an object beside its bytes. */
export interface ObjectProperties {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  /** What clients may name freely, by lower-case name without `x-amz-meta-`. */
  readonly userMetadata?: Readonly<Record<string, string>>;
}

/** An object, less its bytes. */
export interface ObjectInfo {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Hexadecimal MD5 of the bytes, without quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly properties: ObjectProperties;
}

export interface StoredObject extends ObjectInfo {
  /** The part that was asked for. */
  readonly body: Buffer;
}

/** First and last byte, from 0; where the last is before the first, none. */
export type ByteRange = readonly [first: number, last: number];

/** Which bytes are wanted of an object; undefined for all. What it throws is thrown on. */
export type RangeOf = (object: ObjectInfo) => ByteRange | undefined;

/** Which objects to list: keys in the order of their UTF-8 bytes. */
export interface ListQuery {
  /** @default '' */
  readonly prefix?: string;
}

/** Objects in buckets. Buckets come into being with their first object; who may have which is the caller's matter. */
export interface ObjectStore {
  /** Stores an object, in place of one of the same key; readers see one or the other, never a part. @throws S3Error */
  put(bucket: string, key: string, body: Uint8Array, properties?: ObjectProperties): Promise<ObjectInfo>;
  tryHead(bucket: string, key: string): Promise<ObjectInfo | undefined>;
  /** @param rangeOf Which bytes are read, and kept in memory. @default - all */
  tryGet(bucket: string, key: string, rangeOf?: RangeOf): Promise<StoredObject | undefined>;
  /** Does nothing where there is no such object, as on S3. */
  delete(bucket: string, key: string): Promise<void>;
  /** All objects that match. */
  list(bucket: string, query?: ListQuery): Promise<ObjectInfo[]>;
}

/** Source: S3 user guide, "Creating object key names". */
const MAX_KEY_BYTES = 1_024;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** @throws S3Error unless bucket and key are such as S3 takes */
export function checkName(bucket: string, key: string): void {
  const position = `s3://${bucket}/${key}`;
  if (!BUCKET.test(bucket) || bucket.includes('..')) {
    throw new S3Error('S3_INVALID_BUCKET', `no bucket can be named '${bucket}'`, position);
  }
  const length = Buffer.byteLength(key);
  if (length > 0 && length <= MAX_KEY_BYTES) return;
  throw new S3Error('S3_INVALID_KEY', `a key must have 1 to ${MAX_KEY_BYTES} bytes, got ${length}`, position);
}

export function etagOf(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}

/** The bytes of a range by themselves: they may be kept for long, the whole need not. */
export function copyOf(body: Buffer, [first, last]: ByteRange): Buffer {
  return Buffer.from(body.subarray(first, last + 1));
}

/** S3's order of keys. UTF-16 order differs where surrogates meet characters above them. */
export function byKey(one: ObjectInfo, other: ObjectInfo): number {
  return Buffer.compare(Buffer.from(one.key), Buffer.from(other.key));
}
