import { sha256 } from './hash';
import { headerValues, type SignableRequest } from './request';
import { type Scope, scopeText } from './signing-key';
import { canonicalPath, canonicalQuery } from './uri';

/** The one algorithm: the asymmetric `AWS4-ECDSA-P256-SHA256` is for multi-Region access points. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** What is signed of a request, besides its method and path. */
export interface CanonicalParts {
  /** Lower-case names, in the order they are signed. */
  readonly signedHeaders: readonly string[];
  /** Hash of the body, or the marker that stands for it. */
  readonly payloadHash: string;
  /** A query parameter that is not signed. */
  readonly unsignedParameter?: string;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function canonicalRequest(request: SignableRequest, service: string, parts: CanonicalParts): string {
  let headers = '';
  for (const name of parts.signedHeaders) headers += `${name}:${canonicalHeader(request, name)}\n`;
  return [
    request.method,
    canonicalPath(request.path, service),
    canonicalQuery(request.query ?? '', parts.unsignedParameter),
    headers,
    parts.signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n');
}

/** @param timestamp `YYYYMMDDTHHMMSSZ` */
export function stringToSign(timestamp: string, scope: Scope, canonical: string): string {
  return `${ALGORITHM}\n${timestamp}\n${scopeText(scope)}\n${sha256(canonical)}`;
}

function canonicalHeader(request: SignableRequest, name: string): string {
  const value = headerValues(request, name);
  if (value === undefined) return '';
  return typeof value === 'string' ? trim(value) : value.map(trim).join(',');
}

function trim(value: string): string {
  const trimmed = value.trim();
  return trimmed.includes('  ') ? trimmed.replace(/ {2,}/g, ' ') : trimmed;
}
