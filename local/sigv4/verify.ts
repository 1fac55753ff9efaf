import { timingSafeEqual } from 'node:crypto';
import { type Authorization, checkAlgorithm, readAuthorization } from './authorization';
import { canonicalRequest, stringToSign } from './canonical-request';
import { bodyHash, hmac } from './hash';
import { type Refusal, Refused } from './refusal';
import type { AwsCredentials, SignableRequest } from './request';
import { deriveSigningKey, type Scope, type SigningKeyCache, TERMINATOR } from './signing-key';
import { basicTimestamp } from './timestamp';

const MINUTE = 60_000;

/** A caller the verifier knows, and who that is to the runtime. */
export interface KnownCredentials<P> extends AwsCredentials {
  readonly principal: P;
  /** When temporary credentials end, in milliseconds since the epoch. */
  readonly expiresAt?: number;
}

export interface VerifyOptions<P> {
  /** Signing name the credential must be scoped to: `execute-api`, `kinesis`, `firehose`, `sqs`, `s3`. */
  readonly service: string;
  readonly region: string;
  readonly lookup: (accessKeyId: string) => KnownCredentials<P> | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /**
   * How far the request's time may be off, in milliseconds.
   * @default - 15 minutes for S3, 5 minutes for everything else
   */
  readonly maxSkew?: number;
  /** @default - the signing key is derived anew */
  readonly signingKeys?: SigningKeyCache;
}

export type Verification<P> =
  | { readonly ok: true; readonly accessKeyId: string; readonly principal: P }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Verifies the signature of a request, in the `Authorization` header or in the query string.
 *
 * The payload is always verified, but for S3's `UNSIGNED-PAYLOAD` and `STREAMING-*`: of a streamed upload the seed
 * signature is verified, the signature of each chunk is not.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function verify<P>(request: SignableRequest, options: VerifyOptions<P>): Verification<P> {
  const result = check(request, options);
  return result instanceof Refused ? { ok: false, refusal: result.by(options.service) } : result;
}

/**
 * The refusal of an authorization that cannot be read, whoever it names; undefined if there is none or it can be read.
 *
 * API Gateway answers so on paths and verbs that no method has (DataBiosphere/azul#7470), where it verifies nothing.
 */
export function tryRefuseUnreadable(request: SignableRequest, service: string): Refusal | undefined {
  const authorization = readAuthorization(request, service);
  if (!(authorization instanceof Refused) || authorization.reason === 'missing-token') return undefined;
  return authorization.by(service);
}

function check<P>(request: SignableRequest, options: VerifyOptions<P>): Verification<P> | Refused {
  const authorization = readAuthorization(request, options.service);
  if (authorization instanceof Refused) return authorization;
  const refused =
    checkTime(authorization, options) ?? checkHost(authorization) ?? checkAlgorithm(authorization.algorithm);
  if (refused !== undefined) return refused;

  // Trailing slashes are ignored (recorded by kinesalite's author).
  const credential = authorization.credential.replace(/\/+$/, '').split('/');
  if (credential.length !== 5) {
    return new Refused(
      'malformed-credential',
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${authorization.credential}'`,
    );
  }
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = credential;
  const scope: Scope = { date, region, service };
  const misscoped = checkScope(scope, terminator, authorization, options);
  if (misscoped !== undefined) return misscoped;

  const known = options.lookup(accessKeyId);
  if (known === undefined) return invalidToken('unknown-key');
  if (known.sessionToken !== authorization.sessionToken) return invalidToken('wrong-session-token');
  if (known.expiresAt !== undefined && options.now >= known.expiresAt) {
    return new Refused('expired-session', 'The security token included in the request is expired');
  }
  const payloadHash = payloadHashOf(request, authorization, options.service);
  if (payloadHash instanceof Refused) return payloadHash;

  const canonical = canonicalRequest(request, service, {
    signedHeaders: authorization.signedHeaders,
    payloadHash,
    unsignedParameter: authorization.presigned ? 'X-Amz-Signature' : undefined,
  });
  const toSign = stringToSign(authorization.timestamp, scope, canonical);
  const signature =
    options.signingKeys?.get(known, scope).sign(toSign) ?? hmac(deriveSigningKey(known.secretAccessKey, scope), toSign);
  if (!sameSignature(signature, authorization.signature)) return mismatch(canonical, toSign);
  return { ok: true, accessKeyId, principal: known.principal };
}

function checkTime<P>({ time, timestamp, expires }: Authorization, options: VerifyOptions<P>): Refused | undefined {
  const { now, service, maxSkew = (service === 's3' ? 15 : 5) * MINUTE } = options;
  const lifetime = expires ?? maxSkew;
  if (time < now - lifetime) {
    return new Refused(
      // S3 words a presigned URL past its time in another way than a clock that is off.
      expires === undefined ? 'expired' : 'presigned-expired',
      `Signature expired: ${timestamp} is now earlier than ${basicTimestamp(now - lifetime)} (${basicTimestamp(now)} - ${lifetime / MINUTE} min.)`,
    );
  }
  if (time > now + maxSkew) {
    return new Refused(
      'not-yet-current',
      `Signature not yet current: ${timestamp} is still later than ${basicTimestamp(now + maxSkew)} (${basicTimestamp(now)} + ${maxSkew / MINUTE} min.)`,
    );
  }
  return undefined;
}

function checkHost({ signedHeaders }: Authorization): Refused | undefined {
  // Clients of HTTP/2 sign the pseudo-header in its place.
  if (signedHeaders.includes('host') || signedHeaders.includes(':authority')) return undefined;
  return new Refused('host-not-signed', "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

function checkScope<P>(
  { date, region, service }: Scope,
  terminator: string,
  { timestamp }: Authorization,
  options: VerifyOptions<P>,
): Refused | undefined {
  const day = timestamp.slice(0, 8);
  let faults = '';
  if (options.service === 's3' && region !== options.region) {
    return new Refused(
      'wrong-scope',
      `The authorization header is malformed; the region '${region}' is wrong; expecting '${options.region}'`,
    );
  }
  if (region !== options.region) faults += `Credential should be scoped to a valid region, not '${region}'. `;
  if (service !== options.service) faults += `Credential should be scoped to correct service: '${options.service}'. `;
  if (terminator !== TERMINATOR) {
    faults += `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${terminator}'. `;
  }
  if (date !== day) {
    faults += `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${day}', from '${timestamp}'.`;
  }
  return faults === '' ? undefined : new Refused('wrong-scope', faults);
}

function payloadHashOf(
  request: SignableRequest,
  { presigned, payloadHash }: Authorization,
  service: string,
): string | Refused {
  // Only S3 takes the caller's word; the others hash the body they got.
  if (service !== 's3') return bodyHash(request);
  if (payloadHash === undefined) {
    return presigned ? 'UNSIGNED-PAYLOAD' : new Refused('missing-payload-hash', 'Missing x-amz-content-sha256');
  }
  if (payloadHash === 'UNSIGNED-PAYLOAD' || payloadHash.startsWith('STREAMING-')) return payloadHash;
  return payloadHash === bodyHash(request) ? payloadHash : new Refused('payload-mismatch', 'Payload hash mismatch');
}

function sameSignature(expected: Buffer, signature: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

function invalidToken(reason: 'unknown-key' | 'wrong-session-token'): Refused {
  return new Refused(reason, 'The security token included in the request is invalid.');
}

function mismatch(canonical: string, toSign: string): Refused {
  return new Refused(
    'signature-mismatch',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n' +
      `The Canonical String for this request should have been\n'${canonical}'\n\n` +
      `The String-to-Sign should have been\n'${toSign}'\n`,
  );
}
