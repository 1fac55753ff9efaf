import type { GatewayAnswer } from '../message';

/** Bytes of a body. Source: API Gateway quotas. */
export const MAX_BODY = 10_485_760;
/** Bytes of all header values. Source: API Gateway quotas. */
const MAX_HEADERS = 10_240;
/** Bytes of the URL of a Regional endpoint. Source: API Gateway quotas. */
const MAX_URL = 10_240;

/** The answer to a body that is too large: made before any API is found, and not to be customised (recorded). */
export function tooLarge(bytes: number): GatewayAnswer | undefined {
  if (bytes <= MAX_BODY) return undefined;
  return {
    status: 413,
    headers: [['content-type', 'text; charset=utf-8']],
    body: `HTTP content length exceeded ${MAX_BODY} bytes.`,
  };
}

/** The answers to an over-long URL or head. That they are 414 and 431, without a body, is unverified. */
export function tooLongHead(url: string, rawHeaders: readonly string[]): GatewayAnswer | undefined {
  if (url.length > MAX_URL) return { status: 414, headers: [], body: '' };
  let bytes = 0;
  for (let index = 1; index < rawHeaders.length; index += 2) bytes += rawHeaders[index]?.length ?? 0;
  return bytes > MAX_HEADERS ? { status: 431, headers: [], body: '' } : undefined;
}
