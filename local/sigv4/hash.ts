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

const BLOCK = 64;
const DIGEST = 32;

/**
 * A key that signs often. Its HMACs are two hashes over blocks made beforehand, since each `createHmac` leaves a native
 * object for the garbage collector.
 *
 * Source: RFC 2104
 */
export class HmacKey {
  private readonly inner: Buffer;
  private readonly outer = Buffer.alloc(BLOCK + DIGEST);

  /** @param key Of 64 bytes at most */
  public constructor(key: Uint8Array) {
    const block = Buffer.alloc(BLOCK);
    block.set(key);
    this.inner = block.map((byte) => byte ^ 0x36) as Buffer;
    this.outer.set(block.map((byte) => byte ^ 0x5c));
  }

  /** HMAC with SHA-256. */
  public sign(data: string): Buffer {
    const message = Buffer.allocUnsafe(BLOCK + Buffer.byteLength(data));
    this.inner.copy(message);
    message.write(data, BLOCK);
    this.outer.set(hash('sha256', message, 'buffer'), BLOCK);
    return hash('sha256', this.outer, 'buffer');
  }
}

/** SHA-256 of the request's body in lower-case hex. */
export function bodyHash(request: SignableRequest): string {
  return request.bodyHash ?? sha256(request.body ?? '');
}
