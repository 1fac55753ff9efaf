/**
 * Why a signature was refused: AWS's own codes, statuses and texts.
 *
 * Three families answer in their own way. `execute-api` is API Gateway's front door: 403, with the gateway response
 * that a stage can customise. Services with a JSON protocol (Kinesis, Firehose, SQS) use the same codes and texts with
 * 400. S3 has codes and texts of its own.
 */
export type RefusalReason =
  | 'missing-token'
  | 'two-authorizations'
  | 'malformed-authorization'
  | 'incomplete-authorization'
  | 'malformed-date'
  | 'expired'
  | 'presigned-expired'
  | 'not-yet-current'
  | 'host-not-signed'
  | 'unsupported-algorithm'
  | 'malformed-credential'
  | 'wrong-scope'
  | 'unknown-key'
  | 'wrong-session-token'
  | 'expired-session'
  | 'signature-mismatch'
  | 'missing-payload-hash'
  | 'payload-mismatch';

/** The API Gateway response type a refusal is answered with. */
export type RefusalGatewayResponse =
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'INVALID_SIGNATURE'
  | 'EXPIRED_TOKEN'
  | 'DEFAULT_4XX';

/** A refused signature, ready to be answered. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** AWS's error code: `x-amzn-ErrorType`, `__type`, or `Code` of S3's XML. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** AWS's text. */
  readonly message: string;
  /** Which gateway response answers it at the front door. */
  readonly gatewayResponse: RefusalGatewayResponse;
}

/**
 * That INVALID_SIGNATURE answers for all of InvalidSignatureException and for an unknown key is not recorded anywhere;
 * that DEFAULT_4XX answers for IncompleteSignatureException is (DataBiosphere/azul#7470).
 */
const REFUSALS: Readonly<Record<RefusalReason, readonly [code: string, response: RefusalGatewayResponse]>> = {
  'missing-token': ['MissingAuthenticationTokenException', 'MISSING_AUTHENTICATION_TOKEN'],
  'two-authorizations': ['InvalidSignatureException', 'INVALID_SIGNATURE'],
  'malformed-authorization': ['IncompleteSignatureException', 'DEFAULT_4XX'],
  'incomplete-authorization': ['IncompleteSignatureException', 'DEFAULT_4XX'],
  'malformed-date': ['IncompleteSignatureException', 'DEFAULT_4XX'],
  expired: ['InvalidSignatureException', 'INVALID_SIGNATURE'],
  'presigned-expired': ['InvalidSignatureException', 'INVALID_SIGNATURE'],
  'not-yet-current': ['InvalidSignatureException', 'INVALID_SIGNATURE'],
  'host-not-signed': ['InvalidSignatureException', 'INVALID_SIGNATURE'],
  'unsupported-algorithm': ['IncompleteSignatureException', 'DEFAULT_4XX'],
  'malformed-credential': ['IncompleteSignatureException', 'DEFAULT_4XX'],
  'wrong-scope': ['InvalidSignatureException', 'INVALID_SIGNATURE'],
  'unknown-key': ['UnrecognizedClientException', 'INVALID_SIGNATURE'],
  'wrong-session-token': ['UnrecognizedClientException', 'INVALID_SIGNATURE'],
  'expired-session': ['ExpiredTokenException', 'EXPIRED_TOKEN'],
  'signature-mismatch': ['InvalidSignatureException', 'INVALID_SIGNATURE'],
  'missing-payload-hash': ['InvalidSignatureException', 'INVALID_SIGNATURE'],
  'payload-mismatch': ['InvalidSignatureException', 'INVALID_SIGNATURE'],
};

/** S3 texts; an empty one means that the text of the refusal is passed on. */
const S3_REFUSALS: Readonly<Record<RefusalReason, readonly [code: string, status: number, message: string]>> = {
  'missing-token': ['AccessDenied', 403, 'Access Denied'],
  'two-authorizations': [
    'InvalidArgument',
    400,
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
  ],
  'malformed-authorization': ['InvalidArgument', 400, 'Unsupported Authorization Type'],
  'incomplete-authorization': ['AuthorizationHeaderMalformed', 400, ''],
  'malformed-date': ['AccessDenied', 403, 'AWS authentication requires a valid Date or x-amz-date header'],
  expired: ['RequestTimeTooSkewed', 403, 'The difference between the request time and the current time is too large.'],
  'presigned-expired': ['AccessDenied', 403, 'Request has expired'],
  'not-yet-current': [
    'RequestTimeTooSkewed',
    403,
    'The difference between the request time and the current time is too large.',
  ],
  'host-not-signed': ['AccessDenied', 403, 'There were headers present in the request which were not signed'],
  'unsupported-algorithm': ['InvalidArgument', 400, 'Unsupported Authorization Type'],
  'malformed-credential': ['AuthorizationHeaderMalformed', 400, ''],
  'wrong-scope': ['AuthorizationHeaderMalformed', 400, ''],
  'unknown-key': ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
  'wrong-session-token': ['InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'],
  'expired-session': ['ExpiredToken', 400, 'The provided token has expired.'],
  'signature-mismatch': [
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
  'missing-payload-hash': ['InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256'],
  'payload-mismatch': [
    'XAmzContentSHA256Mismatch',
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
};

/** A refusal on the way up: the reason, and the text of the services that share one. */
export class Refused {
  public constructor(
    public readonly reason: RefusalReason,
    public readonly message: string,
  ) {}

  /** The refusal as the service words it. */
  public by(service: string): Refusal {
    const { reason, message } = this;
    const [code, gatewayResponse] = REFUSALS[reason];
    if (service === 's3') {
      const [s3Code, status, s3Message] = S3_REFUSALS[reason];
      return { reason, code: s3Code, status, message: s3Message || message, gatewayResponse };
    }
    return { reason, code, status: service === 'execute-api' ? 403 : 400, message, gatewayResponse };
  }
}
