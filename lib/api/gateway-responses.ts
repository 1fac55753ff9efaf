import { GatewayResponse, type IRestApi, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';

/** One row of the contract's error table, for answers API Gateway gives by itself. */
interface Answer {
  readonly type: ResponseType;
  /** Undefined leaves AWS's own: a status on DEFAULT_4XX or DEFAULT_5XX would change every type. */
  readonly status?: string;
  readonly code: string;
  /** A fixed text, or `detail` for API Gateway's own words about a malformed request. */
  readonly message: string;
  readonly retryAfter?: string;
}

/** `$context.error.messageString` is the message, already quoted as JSON. */
const DETAIL = '$context.error.messageString';

const text = (message: string) => `"${message}"`;

const FORBIDDEN = text('Missing or insufficient credentials');
const INTERNAL = text('The request could not be processed');
const UNAVAILABLE = text('The event could not be stored: try again later');

const ANSWERS: readonly Answer[] = [
  { type: ResponseType.ACCESS_DENIED, status: '403', code: 'Forbidden', message: FORBIDDEN },
  { type: ResponseType.EXPIRED_TOKEN, status: '403', code: 'Forbidden', message: FORBIDDEN },
  { type: ResponseType.INVALID_API_KEY, status: '403', code: 'Forbidden', message: FORBIDDEN },
  { type: ResponseType.INVALID_SIGNATURE, status: '403', code: 'Forbidden', message: FORBIDDEN },
  { type: ResponseType.WAF_FILTERED, status: '403', code: 'Forbidden', message: FORBIDDEN },
  { type: ResponseType.UNAUTHORIZED, status: '401', code: 'Unauthorized', message: FORBIDDEN },
  { type: ResponseType.BAD_REQUEST_BODY, status: '400', code: 'InvalidRequest', message: DETAIL },
  { type: ResponseType.BAD_REQUEST_PARAMETERS, status: '400', code: 'InvalidRequest', message: DETAIL },
  { type: ResponseType.UNSUPPORTED_MEDIA_TYPE, status: '415', code: 'UnsupportedMediaType', message: DETAIL },
  { type: ResponseType.RESOURCE_NOT_FOUND, status: '404', code: 'NotFound', message: text('There is no such route') },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: '413',
    code: 'RequestTooLarge',
    message: text('The request body is too large'),
  },
  {
    type: ResponseType.THROTTLED,
    status: '429',
    code: 'Throttled',
    message: text('Too many requests: try again later'),
    retryAfter: '1',
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: '429',
    code: 'QuotaExceeded',
    message: text('The quota of this client is used up'),
  },
  { type: ResponseType.API_CONFIGURATION_ERROR, status: '500', code: 'InternalError', message: INTERNAL },
  { type: ResponseType.AUTHORIZER_CONFIGURATION_ERROR, status: '500', code: 'InternalError', message: INTERNAL },
  { type: ResponseType.AUTHORIZER_FAILURE, status: '500', code: 'InternalError', message: INTERNAL },
  // It has no dependable status of its own: 500, 502 and 504 were all seen.
  { type: ResponseType.INTEGRATION_FAILURE, status: '503', code: 'TargetUnavailable', message: UNAVAILABLE },
  { type: ResponseType.INTEGRATION_TIMEOUT, status: '504', code: 'TargetTimeout', message: UNAVAILABLE },
  { type: ResponseType.DEFAULT_4XX, code: 'RequestRejected', message: text('The request was rejected') },
  { type: ResponseType.DEFAULT_5XX, code: 'InternalError', message: INTERNAL },
];

/** API Gateway answers an unknown path and an unsigned call alike, so with IAM both have to be "forbidden". */
function unknownPath(signedCallers: boolean): Answer {
  const type = ResponseType.MISSING_AUTHENTICATION_TOKEN;
  return signedCallers
    ? { type, status: '403', code: 'Forbidden', message: FORBIDDEN }
    : { type, status: '404', code: 'NotFound', message: text('There is no such route') };
}

/** Gives every answer of API Gateway itself the contract's shape `{"error":{"code","message","requestId"}}`. */
export function addGatewayResponses(
  scope: Construct,
  restApi: IRestApi,
  options: { readonly signedCallers: boolean; readonly corsOrigin?: string },
): void {
  for (const answer of [...ANSWERS, unknownPath(options.signedCallers)]) {
    const headers: Record<string, string> = {};
    if (answer.retryAfter !== undefined) headers['Retry-After'] = `'${answer.retryAfter}'`;
    if (options.corsOrigin !== undefined) headers['Access-Control-Allow-Origin'] = `'${options.corsOrigin}'`;
    new GatewayResponse(scope, answer.type.responseType, {
      restApi,
      type: answer.type,
      statusCode: answer.status,
      responseHeaders: headers,
      // `requestId` is the extended one: a caller can set the other by a header.
      templates: {
        'application/json': `{"error":{"code":"${answer.code}","message":${answer.message},"requestId":"$context.extendedRequestId"}}`,
      },
    });
  }
}
