import type { AwsRequest } from '../endpoint';
import { namesEtag } from './conditions';
import { noSuchBucket, noSuchKey, notImplemented, preconditionFailed, S3Fault } from './fault';
import { decodeUri } from './location';
import type {
  ByteRange,
  ObjectInfo,
  ObjectName,
  ObjectProperties,
  ObjectStore,
  RangeOf,
  StoredObject,
} from './object-store';
import { propertiesOf } from './request-properties';

const SOURCE = 'x-amz-copy-source';
const INTO_ITSELF =
  'This copy request is illegal because it is trying to copy an object to itself without changing the ' +
  "object's metadata, storage class, website redirect location or encryption attributes.";

/** Whether a request asks for a copy of what is stored already. */
export function isCopy({ headers }: AwsRequest): boolean {
  return headers[SOURCE] !== undefined;
}

/** What is to be copied. Source: S3 API reference, CopyObject. @throws S3Fault */
export function copySourceOf({ headers }: AwsRequest): ObjectName {
  const [, path = '', version = 'null'] = /^\/?(.*?)(?:\?versionId=(.*))?$/s.exec(headers[SOURCE] ?? '') ?? [];
  if (path.startsWith('arn:')) throw notImplemented('A copy from an access point');
  if (version !== 'null') throw notImplemented('A copy of a version');
  const [, bucket, key] = /^([^/]+)\/(.+)$/s.exec(decodeUri(path)) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey';
  throw new S3Fault('InvalidArgument', message, 400);
}

/** What is to be copied, where the conditions on it hold. @param rangeOf Which bytes of it @throws S3Fault */
export async function readSource(
  { headers }: AwsRequest,
  { bucket, key }: ObjectName,
  store: ObjectStore,
  hasBucket: (bucket: string) => boolean,
  rangeOf: RangeOf,
): Promise<StoredObject> {
  if (!hasBucket(bucket)) throw noSuchBucket(bucket);
  const source = await store.tryGet(bucket, key, (info) => {
    checkSource(headers, info);
    return rangeOf(info);
  });
  if (source === undefined) throw noSuchKey(key);
  return source;
}

/** Of an ETag and a date that say the same, the ETag counts. What is no date is passed over. */
function checkSource(headers: AwsRequest['headers'], { etag, lastModified }: ObjectInfo): void {
  const { [`${SOURCE}-if-match`]: match, [`${SOURCE}-if-none-match`]: noneMatch } = headers;
  const dateOf = (condition: string): number => Date.parse(headers[`${SOURCE}-${condition}`] ?? '');
  // HTTP dates have whole seconds.
  const changed = Math.floor(lastModified / 1_000) * 1_000;
  if (match !== undefined) {
    if (!namesEtag(match, etag)) throw preconditionFailed(`${SOURCE}-If-Match`);
  } else if (changed > dateOf('if-unmodified-since')) {
    throw preconditionFailed(`${SOURCE}-If-Unmodified-Since`);
  }
  if (noneMatch !== undefined) {
    if (namesEtag(noneMatch, etag)) throw preconditionFailed(`${SOURCE}-If-None-Match`);
  } else if (changed <= dateOf('if-modified-since')) {
    throw preconditionFailed(`${SOURCE}-If-Modified-Since`);
  }
}

/** What is said of a copy beside its bytes: what is said of the source, or by the request. @throws S3Fault */
export function copiedProperties(
  request: AwsRequest,
  { properties }: StoredObject,
  isIntoItself: boolean,
): ObjectProperties {
  const directive = request.headers['x-amz-metadata-directive'] ?? 'COPY';
  if (directive === 'REPLACE') return propertiesOf(request);
  if (directive !== 'COPY') throw new S3Fault('InvalidArgument', 'Unknown metadata directive.', 400);
  if (isIntoItself) throw new S3Fault('InvalidRequest', INTO_ITSELF, 400);
  return properties;
}

/** The bytes that make up a part; undefined for all. @throws S3Fault */
export function copiedRange({ headers }: AwsRequest, { size }: ObjectInfo): ByteRange | undefined {
  const header = headers[`${SOURCE}-range`];
  if (header === undefined) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first !== '' && from <= to && to < size) return [from, to];
  const message = `Range specified is not valid for source object of size: ${size}`;
  throw new S3Fault(first === '' ? 'InvalidArgument' : 'InvalidRequest', message, 400);
}
