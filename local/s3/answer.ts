import type { AwsResponse } from '../endpoint';

const EMPTY = Buffer.alloc(0);

/** An answer without a body. */
export function emptyAnswer(status: number, headers: Readonly<Record<string, string>> = {}): AwsResponse {
  return { status, headers, body: EMPTY };
}

/** @param body A document of S3 */
export function xmlAnswer(body: Buffer, status = 200): AwsResponse {
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
