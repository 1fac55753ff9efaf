import { createHmac, hash } from 'node:crypto';
import type { SignableRequest } from './request';

const EMPTY = hash('sha256', '');

/** SHA-256 in lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return data.length === 0 ? EMPTY : hash('sha256', data);
}

/** HMAC with SHA-256. */
export function hmac(key: string | Uint8Array, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** SHA-256 of the request's body in lower-case hex. */
export function bodyHash(request: SignableRequest): string {
  return request.bodyHash ?? sha256(request.body ?? '');
}
