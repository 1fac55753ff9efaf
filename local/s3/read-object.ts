import type { AwsRequest, AwsResponse } from '../endpoint';
import { S3Fault } from './fault';
import type { ObjectInfo } from './object-store';

const EMPTY = Buffer.alloc(0);

/** The answer to GetObject or HeadObject. @param body Left out for HeadObject */
export function objectResponse(request: AwsRequest, info: ObjectInfo, body?: Buffer): AwsResponse {
  const headers = headersOf(info);
  const condition = conditionOf(request, info);
  if (condition !== undefined) return { status: condition, headers, body: EMPTY };
  const range = rangeOf(request.headers.range, info.size);
  const [from, to] = range ?? [0, info.size - 1];
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(to - from + 1),
      ...(range !== undefined && { 'content-range': `bytes ${from}-${to}/${info.size}` }),
    },
    body: body?.subarray(from, to + 1) ?? EMPTY,
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

/** 304 or 412 where a condition says so. */
function conditionOf({ headers }: AwsRequest, { etag }: ObjectInfo): number | undefined {
  const matches = (condition: string) => condition === '*' || condition.replaceAll('"', '') === etag;
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && !matches(match)) return 412;
  return noneMatch !== undefined && matches(noneMatch) ? 304 : undefined;
}

/** First and last byte of `bytes=a-b`, `bytes=a-` or `bytes=-n`; undefined where the whole is asked for. */
function rangeOf(header: string | undefined, size: number): readonly [number, number] | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first + last === '') return undefined;
  const from = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from <= to) return [from, to];
  throw new S3Fault('InvalidRange', 'The requested range is not satisfiable', 416, { ActualObjectSize: String(size) });
}
