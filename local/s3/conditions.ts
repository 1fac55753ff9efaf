import type { AwsRequest } from '../endpoint';
import { noSuchKey, notImplemented, preconditionFailed } from './fault';
import type { ObjectName, ObjectStore } from './object-store';

/** Whether a condition of a request names this ETag. @param condition `"etag"`, several with commas between, or `*` */
export function namesEtag(condition: string, etag: string): boolean {
  return condition.split(',').some((name) => name.trim() === '*' || name.trim().replaceAll('"', '') === etag);
}

/** Whether a condition compares the ETag of what is there, which tells of its content: `*` does not. */
export function comparesEtag({ headers }: AwsRequest): boolean {
  return headers['if-match'] !== undefined && headers['if-match'].trim() !== '*';
}

/**
 * Refuses a write or a deletion whose condition does not hold: `If-None-Match: *` for an object that is there already,
 * `If-Match` for another one, or for none. Source: S3 user guide, "How to prevent object overwrites with conditional
 * writes", "How to perform conditional deletes".
 *
 * @throws S3Fault
 */
export async function checkWrite(
  { headers }: AwsRequest,
  { bucket, key }: ObjectName,
  store: ObjectStore,
): Promise<void> {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match === undefined && noneMatch === undefined) return;
  const found = await store.tryHead(bucket, key);
  if (noneMatch !== undefined && noneMatch !== '*') throw notImplemented('If-None-Match other than * for a write');
  if (noneMatch !== undefined && found !== undefined) throw preconditionFailed('If-None-Match');
  if (match === undefined) return;
  if (found === undefined) throw noSuchKey(key);
  if (!namesEtag(match, found.etag)) throw preconditionFailed('If-Match');
}
