import { verify } from 'node:crypto';
import { isJsonRecord } from '../validation/json-record';
import type { KeySet } from './key-set';

export type Claims = Readonly<Record<string, unknown>>;

/**
 * The claims of a token that one of the keys signed with RS256; else why it is refused.
 *
 * Times are not looked at.
 */
export function readToken(token: string, keys: KeySet): { readonly claims: Claims } | { readonly fault: string } {
  const parts = token.split('.');
  const [head = '', body = '', signature = ''] = parts;
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part))) return { fault: 'it is no JSON Web Token' };
  const header = parsePart(head);
  if (header?.alg !== 'RS256') return { fault: 'it is not signed with RS256' };
  const key = typeof header.kid === 'string' ? keys.get(header.kid) : undefined;
  if (key === undefined) return { fault: 'its key is not in the key set' };
  const signed = verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
  if (!signed) return { fault: 'its signature is wrong' };
  const claims = parsePart(body);
  return claims === undefined ? { fault: 'its claims are no object' } : { claims };
}

function parsePart(part: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isJsonRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
