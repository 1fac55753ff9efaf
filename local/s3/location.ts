import type { AwsRequest } from '../endpoint';
import { S3Fault } from './fault';

/** What a request names: nothing, a bucket, or an object in one. */
export interface Location {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/**
 * Reads bucket and key from path (`/bucket/key`) or from host and path (`bucket.host/key`).
 *
 * @param hasBucket Which buckets there are: a host that begins with none of them is no virtual one
 */
export function locationOf({ path, headers }: AwsRequest, hasBucket: (bucket: string) => boolean): Location {
  const virtual = virtualBucket(headers.host ?? '', hasBucket);
  const [, first = '', rest] = /^\/?([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  if (virtual !== undefined) return { bucket: virtual, key: decodeUri(path.replace(/^\//, '')) || undefined };
  return { bucket: decodeUri(first) || undefined, key: decodeUri(rest ?? '') || undefined };
}

/** A bucket's name may have dots: the longest that there is counts, then one before `.s3.` or `.localhost`. */
function virtualBucket(host: string, hasBucket: (bucket: string) => boolean): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const labels = name.split('.');
  for (let count = labels.length - 1; count > 0; count--) {
    const bucket = labels.slice(0, count).join('.');
    if (!/^s3[.-]/.test(name) && hasBucket(bucket)) return bucket;
  }
  return /^(.+)\.(?:s3[.-].*\.amazonaws\.com|localhost)$/.exec(name)?.[1];
}

/** @throws S3Fault `InvalidURI` */
export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Fault('InvalidURI', "Couldn't parse the specified URI.", 400);
  }
}

/** The parameters of a query string. */
export function parametersOf(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query.split('&').filter((text) => text !== '')) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part.replaceAll('+', ' ')) ?? [];
    parameters.set(decodeUri(name), decodeUri(value));
  }
  return parameters;
}
