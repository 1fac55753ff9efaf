import { S3Fault } from './fault';
import type { ObjectInfo } from './object-store';
import { type Elements, xmlDocument } from './xml';

/** Most keys of a page. Source: S3 API reference, ListObjectsV2. */
const MAX_KEYS = 1_000;

type Parameters = ReadonlyMap<string, string>;

/** A page of a bucket's objects, as ListObjectsV2 prints it, or ListObjects where `list-type` is not 2. */
export function listObjects(bucket: string, objects: readonly ObjectInfo[], parameters: Parameters): Buffer {
  const isSecond = parameters.get('list-type') === '2';
  const encode = parameters.get('encoding-type') === 'url' ? urlEncode : (text: string) => text;
  const prefix = parameters.get('prefix') ?? '';
  const delimiter = parameters.get('delimiter') ?? '';
  const maxKeys = Math.min(numberOf(parameters.get('max-keys')) ?? MAX_KEYS, MAX_KEYS);
  const token = parameters.get('continuation-token');
  const after = isSecond
    ? token === undefined
      ? parameters.get('start-after')
      : Buffer.from(token, 'base64url').toString()
    : parameters.get('marker');
  const page = pageOf(objects, { prefix, delimiter, maxKeys, after: after ?? '' });
  const common: Elements = {
    Name: bucket,
    Prefix: encode(prefix),
    ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
    MaxKeys: maxKeys,
    ...(parameters.has('encoding-type') && { EncodingType: 'url' }),
    IsTruncated: page.last !== undefined,
    Contents: page.objects.map(({ key, size, etag, lastModified }) => ({
      Key: encode(key),
      LastModified: new Date(lastModified).toISOString(),
      ETag: `"${etag}"`,
      Size: size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.prefixes.map((Prefix) => ({ Prefix: encode(Prefix) })),
  };
  const second: Elements = {
    KeyCount: page.objects.length + page.prefixes.length,
    ...(token !== undefined && { ContinuationToken: token }),
    ...(page.last !== undefined && { NextContinuationToken: Buffer.from(page.last).toString('base64url') }),
  };
  const first: Elements = {
    Marker: encode(after ?? ''),
    ...(page.last !== undefined && { NextMarker: encode(page.last) }),
  };
  return xmlDocument('ListBucketResult', { ...common, ...(isSecond ? second : first) });
}

interface Page {
  readonly objects: ObjectInfo[];
  readonly prefixes: string[];
  /** The last key or prefix of the page, if there is more. */
  last: string | undefined;
}

/** Folds keys with the delimiter behind the prefix into one prefix each. */
function pageOf(
  objects: readonly ObjectInfo[],
  { prefix, delimiter, maxKeys, after }: { prefix: string; delimiter: string; maxKeys: number; after: string },
): Page {
  const page: Page = { objects: [], prefixes: [], last: undefined };
  let last = after;
  let count = 0;
  for (const object of objects) {
    const { key } = object;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? key : key.slice(0, end + delimiter.length);
    // The prefix that ended the last page stands before all its keys.
    if (!isAfter(name, after) || (end >= 0 && name === last)) continue;
    if (count >= maxKeys) {
      page.last = last;
      return page;
    }
    if (end < 0) page.objects.push(object);
    else page.prefixes.push(name);
    last = name;
    count++;
  }
  return page;
}

function isAfter(name: string, after: string): boolean {
  return Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0;
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new S3Fault('InvalidArgument', 'Provided max-keys not an integer or within integer range', 400);
}

function urlEncode(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/');
}
