import { createHash } from 'node:crypto';
import { ALGORITHM } from './canonical-request';
import { Refused } from './refusal';
import { headerValue, type SignableRequest } from './request';
import { basicTimestamp, tryParseBasicTimestamp, tryParseHttpDate } from './timestamp';
import { queryParameters } from './uri';

/** What a request says about its own signature, whether in a header or in the query string. */
export interface Authorization {
  readonly presigned: boolean;
  readonly algorithm: string;
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  /** The same in milliseconds since the epoch. */
  readonly time: number;
  readonly sessionToken: string | undefined;
  /** What `x-amz-content-sha256` says: a hash, or a marker that stands for one. */
  readonly payloadHash: string | undefined;
  /** How long a presigned request holds, in milliseconds. */
  readonly expires: number | undefined;
}

const HEADER_PARAMETERS = ['Credential', 'Signature', 'SignedHeaders'] as const;
const QUERY_PARAMETERS = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
] as const;

const PRESIGNED = /(?:^|&)X-Amz-Algorithm=/;

/** S3's bound, and the only documented one. */
const MAX_EXPIRES = 604_800;

/**
 * Reads the signature of a request.
 *
 * The order of the checks and their texts were recorded on AWS by the author of kinesalite (mhart/dynalite, index.js);
 * that the header is hashed in them is newer (awslabs/time-addressable-media-store#8).
 */
export function readAuthorization(request: SignableRequest, service: string): Authorization | Refused {
  const header = headerValue(request, 'authorization');
  const presigned = PRESIGNED.test(request.query ?? '');
  if (header !== undefined && presigned) {
    return new Refused(
      'two-authorizations',
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  }
  if (presigned) return readQuery(request, request.query ?? '');
  // The front door tries to read any header; the services see no token in one of another scheme.
  if (header === undefined || (service !== 'execute-api' && !header.trimStart().startsWith('AWS4-'))) {
    return new Refused('missing-token', 'Missing Authentication Token');
  }
  return readHeader(request, header.trim());
}

function readHeader(request: SignableRequest, header: string): Authorization | Refused {
  const space = header.indexOf(' ');
  const parameters = new Map<string, string>();
  for (const pair of space < 0 ? [] : header.slice(space + 1).split(/[,\s]+/)) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 0) {
      return new Refused(
        'malformed-authorization',
        `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed(header)}'.`,
      );
    }
    parameters.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  const missing = HEADER_PARAMETERS.filter((name) => !parameters.get(name)).map(
    (name) => `Authorization header requires '${name}' parameter. `,
  );
  const amzDate = headerValue(request, 'x-amz-date');
  const date = amzDate ?? headerValue(request, 'date');
  if (date === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  if (missing.length > 0 || date === undefined) {
    return new Refused(
      'incomplete-authorization',
      `${missing.join('')}(Hashed with SHA-256 and encoded with Base64) Authorization=${hashed(header)}`,
    );
  }
  const basicTime = tryParseBasicTimestamp(date);
  const time = basicTime ?? (amzDate === undefined ? tryParseHttpDate(date) : undefined);
  if (time === undefined) return malformedDate(date);
  return {
    presigned: false,
    algorithm: space < 0 ? header : header.slice(0, space),
    credential: parameters.get('Credential') ?? '',
    signedHeaders: splitHeaders(parameters.get('SignedHeaders') ?? ''),
    signature: parameters.get('Signature') ?? '',
    timestamp: basicTime === undefined ? basicTimestamp(time) : date,
    time,
    sessionToken: headerValue(request, 'x-amz-security-token'),
    payloadHash: headerValue(request, 'x-amz-content-sha256'),
    expires: undefined,
  };
}

function readQuery(request: SignableRequest, query: string): Authorization | Refused {
  const parameters = queryParameters(query);
  const missing = QUERY_PARAMETERS.filter((name) => !parameters.get(name)).map(
    (name) => `AWS query-string parameters must include '${name}'. `,
  );
  const expires = parameters.get('X-Amz-Expires');
  if (expires !== undefined && !(/^\d{1,6}$/.test(expires) && Number(expires) <= MAX_EXPIRES)) {
    missing.push(`X-Amz-Expires must be between 0 and ${MAX_EXPIRES} seconds. `);
  }
  if (missing.length > 0) {
    return new Refused('incomplete-authorization', `${missing.join('')}Re-examine the query-string parameters.`);
  }
  const timestamp = parameters.get('X-Amz-Date') ?? '';
  const time = tryParseBasicTimestamp(timestamp);
  if (time === undefined) return malformedDate(timestamp);
  return {
    presigned: true,
    algorithm: parameters.get('X-Amz-Algorithm') ?? '',
    credential: parameters.get('X-Amz-Credential') ?? '',
    signedHeaders: splitHeaders(parameters.get('X-Amz-SignedHeaders') ?? ''),
    signature: parameters.get('X-Amz-Signature') ?? '',
    timestamp,
    time,
    sessionToken: parameters.get('X-Amz-Security-Token'),
    payloadHash: parameters.get('X-Amz-Content-Sha256') ?? headerValue(request, 'x-amz-content-sha256'),
    expires: expires === undefined ? undefined : Number(expires) * 1_000,
  };
}

/** @returns A refusal, or undefined for the one algorithm */
export function checkAlgorithm(algorithm: string): Refused | undefined {
  if (algorithm === ALGORITHM) return undefined;
  return new Refused(
    'unsupported-algorithm',
    `Unsupported AWS 'algorithm': '${algorithm}' (only ${ALGORITHM} for now). `,
  );
}

function malformedDate(date: string): Refused {
  return new Refused(
    'malformed-date',
    `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  );
}

function splitHeaders(list: string): string[] {
  return list.toLowerCase().split(';');
}

function hashed(header: string): string {
  return createHash('sha256').update(header).digest('base64');
}
