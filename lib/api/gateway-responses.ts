import { Lazy } from 'aws-cdk-lib';
import { GatewayResponse, type IRestApi, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { MESSAGES } from '../targets/service-responses';
import { corsHeaders } from './cors';

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
const NO_ROUTE = text('There is no such route');
const REJECTED = text('The request was rejected');
const INTERNAL = text(MESSAGES.internal);
const UNAVAILABLE = text(MESSAGES.unavailable);

const ANSWERS: readonly Answer[] = [
  { type: ResponseType.ACCESS_DENIED, status: '403', code: 'Forbidden', message: FORBIDDEN },
  { type: ResponseType.EXPIRED_TOKEN, status: '403', code: 'Forbidden', message: FORBIDDEN },
  { type: ResponseType.INVALID_API_KEY, status: '403', code: 'Forbidden', message: FORBIDDEN },
  { type: ResponseType.INVALID_SIGNATURE, status: '403', code: 'Forbidden', message: FORBIDDEN },
  { type: ResponseType.WAF_FILTERED, status: '403', code: 'Forbidden', message: REJECTED },
  { type: ResponseType.UNAUTHORIZED, status: '401', code: 'Unauthorized', message: FORBIDDEN },
  { type: ResponseType.BAD_REQUEST_BODY, status: '400', code: 'InvalidRequest', message: DETAIL },
  { type: ResponseType.BAD_REQUEST_PARAMETERS, status: '400', code: 'InvalidRequest', message: DETAIL },
  { type: ResponseType.UNSUPPORTED_MEDIA_TYPE, status: '415', code: 'UnsupportedMediaType', message: DETAIL },
  { type: ResponseType.RESOURCE_NOT_FOUND, status: '404', code: 'NotFound', message: NO_ROUTE },
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
    message: text(MESSAGES.throttled),
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
  { type: ResponseType.DEFAULT_4XX, code: 'RequestRejected', message: REJECTED },
  { type: ResponseType.DEFAULT_5XX, code: 'InternalError', message: INTERNAL },
];

/** Gives every answer of API Gateway itself the contract's shape `{"error":{"code","message","requestId"}}`. */
export function addGatewayResponses(
  scope: Construct,
  restApi: IRestApi,
  options: { readonly signedCallers: () => boolean; readonly corsOrigin?: string },
): void {
  for (const answer of ANSWERS) {
    addAnswer(scope, restApi, answer, options.corsOrigin, answer.status, body(answer.code, answer.message));
  }
  // API Gateway answers an unknown path and an unsigned call alike, so where callers sign both are "forbidden". Routes
  // may come until synthesis, so that this is known only then.
  const choose = (signed: string, open: string) =>
    Lazy.string({ produce: () => (options.signedCallers() ? signed : open) });
  addAnswer(
    scope,
    restApi,
    { type: ResponseType.MISSING_AUTHENTICATION_TOKEN },
    options.corsOrigin,
    choose('403', '404'),
    choose(body('Forbidden', FORBIDDEN), body('NotFound', NO_ROUTE)),
  );
}

/** `requestId` is the extended one: a caller can set the other by a header. */
function body(code: string, message: string): string {
  return `{"error":{"code":"${code}","message":${message},"requestId":"$context.extendedRequestId"}}`;
}

function addAnswer(
  scope: Construct,
  restApi: IRestApi,
  answer: Pick<Answer, 'type' | 'retryAfter'>,
  corsOrigin: string | undefined,
  statusCode: string | undefined,
  template: string,
): void {
  new GatewayResponse(scope, answer.type.responseType, {
    restApi,
    type: answer.type,
    statusCode,
    responseHeaders: {
      ...(answer.retryAfter === undefined ? {} : { 'Retry-After': `'${answer.retryAfter}'` }),
      ...corsHeaders(corsOrigin),
    },
    templates: { 'application/json': template },
  });
}
