import { ALGORITHM, canonicalRequest, stringToSign } from './canonical-request';
import { bodyHash, hmac } from './hash';
import type { AwsCredentials, SignableRequest } from './request';
import { deriveSigningKey, type Scope, scopeText } from './signing-key';
import { basicTimestamp } from './timestamp';
import { uriEncode } from './uri';

export interface SignOptions {
  /** Signing name, such as `execute-api`. */
  readonly service: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface PresignOptions extends SignOptions {
  /** How long the URL holds, in seconds; 604,800 at most. */
  readonly expires: number;
}

/**
 * Signs a request in its headers. `host`, `content-type` and every `x-amz-*` header are signed.
 *
 * @param request With a `host` header
 * @returns The headers to add, in lower case
 */
export function sign(
  request: SignableRequest,
  credentials: AwsCredentials,
  options: SignOptions,
): Record<string, string> {
  const timestamp = basicTimestamp(options.now);
  const added: Record<string, string> = { 'x-amz-date': timestamp };
  if (credentials.sessionToken !== undefined) added['x-amz-security-token'] = credentials.sessionToken;
  const declared = request.headers['x-amz-content-sha256'];
  const payloadHash = options.service === 's3' && typeof declared === 'string' ? declared : bodyHash(request);
  if (options.service === 's3') added['x-amz-content-sha256'] = payloadHash;

  const headers = { ...request.headers, ...added };
  const signedHeaders = Object.keys(headers)
    .filter(
      (name) =>
        headers[name] !== undefined && (name === 'host' || name === 'content-type' || name.startsWith('x-amz-')),
    )
    .sort();
  const scope: Scope = { date: timestamp.slice(0, 8), region: options.region, service: options.service };
  const canonical = canonicalRequest({ ...request, headers }, options.service, { signedHeaders, payloadHash });
  const signature = hexSignature(credentials, scope, stringToSign(timestamp, scope, canonical));
  added.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scopeText(scope)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return added;
}

/**
 * Signs a request in its query string; only the `host` header is signed.
 *
 * @param request With a `host` header
 * @returns The whole query string, without the `?`
 */
export function presign(request: SignableRequest, credentials: AwsCredentials, options: PresignOptions): string {
  const timestamp = basicTimestamp(options.now);
  const scope: Scope = { date: timestamp.slice(0, 8), region: options.region, service: options.service };
  const parameters: [name: string, value: string][] = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scopeText(scope)}`],
    ['X-Amz-Date', timestamp],
    ['X-Amz-Expires', String(options.expires)],
    ['X-Amz-SignedHeaders', 'host'],
  ];
  if (credentials.sessionToken !== undefined) parameters.push(['X-Amz-Security-Token', credentials.sessionToken]);
  const encoded = parameters.map(([name, value]) => `${name}=${uriEncode(value)}`).join('&');
  const query = request.query ? `${request.query}&${encoded}` : encoded;
  const payloadHash = options.service === 's3' ? 'UNSIGNED-PAYLOAD' : bodyHash(request);
  const canonical = canonicalRequest({ ...request, query }, options.service, { signedHeaders: ['host'], payloadHash });
  return `${query}&X-Amz-Signature=${hexSignature(credentials, scope, stringToSign(timestamp, scope, canonical))}`;
}

function hexSignature(credentials: AwsCredentials, scope: Scope, toSign: string): string {
  return hmac(deriveSigningKey(credentials.secretAccessKey, scope), toSign).toString('hex');
}
