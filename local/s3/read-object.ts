import type { AwsRequest, AwsResponse } from '../endpoint';
import { namesEtag } from './conditions';
import { preconditionFailed, S3Fault } from './fault';
import type { ByteRange, ObjectInfo } from './object-store';

const EMPTY = Buffer.alloc(0);
const NONE: ByteRange = [0, -1];

/** The bytes of an object that GetObject answers with. @throws S3Fault as {@link objectResponse} */
export function wantedRange(request: AwsRequest, info: ObjectInfo): ByteRange | undefined {
  return isUnchanged(request, info) ? NONE : rangeOf(request.headers.range, info.size);
}

/** The answer to GetObject or HeadObject. @param body What is wanted of it; left out for HeadObject */
export function objectResponse(request: AwsRequest, info: ObjectInfo, body?: Buffer): AwsResponse {
  const headers = headersOf(info);
  if (isUnchanged(request, info)) return { status: 304, headers, body: EMPTY };
  const range = rangeOf(request.headers.range, info.size);
  const [from, to] = range ?? [0, info.size - 1];
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(to - from + 1),
      ...(range !== undefined && { 'content-range': `bytes ${from}-${to}/${info.size}` }),
    },
    body: body ?? EMPTY,
  };
}

function headersOf({ etag, lastModified, properties }: ObjectInfo): Record<string, string> {
  const { contentType = 'binary/octet-stream', contentEncoding, userMetadata = {} } = properties;
  return {
    'accept-ranges': 'bytes',
    'content-type': contentType,
    etag: `"${etag}"`,
    'last-modified': new Date(lastModified).toUTCString(),
    ...(contentEncoding !== undefined && { 'content-encoding': contentEncoding }),
    ...Object.fromEntries(Object.entries(userMetadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
  };
}

/** Whether the client has it already. @throws S3Fault where it wants another one */
function isUnchanged({ headers }: AwsRequest, { etag, lastModified }: ObjectInfo): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  // HTTP dates have whole seconds. What is no date is passed over, as HTTP has it.
  const changed = Math.floor(lastModified / 1_000) * 1_000;
  if (match !== undefined) {
    if (!namesEtag(match, etag)) throw preconditionFailed('If-Match');
  } else if (changed > Date.parse(headers['if-unmodified-since'] ?? '')) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (noneMatch !== undefined) return namesEtag(noneMatch, etag);
  return changed <= Date.parse(headers['if-modified-since'] ?? '');
}

/** First and last byte of `bytes=a-b`, `bytes=a-` or `bytes=-n`; undefined where the whole is asked for. */
function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first + last === '') return undefined;
  const from = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from <= to) return [from, to];
  throw new S3Fault('InvalidRange', 'The requested range is not satisfiable', 416, { ActualObjectSize: String(size) });
}
