/** How a gateway response looks unless the API says otherwise. */
export interface ResponseDefault {
  /** Undefined where the refusal brings its own, as DEFAULT_4XX. */
  readonly status: number;
  readonly errorType: string;
  readonly message: string | null;
  /** How AWS spells the body: the spacing and the letter case differ from type to type. */
  readonly body: 'spaced' | 'compact' | 'capital';
}

/**
 * Source: developer guide, supported-gateway-response-types; bodies as recorded (validation, 415 and 5xx have a space
 * after the colon, 403 and 429 have none). INTEGRATION_FAILURE is listed as 504 and was recorded as 500.
 */
export const RESPONSE_DEFAULTS = {
  ACCESS_DENIED: {
    status: 403,
    errorType: 'AccessDeniedException',
    message: 'User is not authorized to access this resource',
    body: 'capital',
  },
  API_CONFIGURATION_ERROR: {
    status: 500,
    errorType: 'InternalServerErrorException',
    message: 'Internal server error',
    body: 'spaced',
  },
  AUTHORIZER_CONFIGURATION_ERROR: {
    status: 500,
    errorType: 'AuthorizerConfigurationException',
    message: null,
    body: 'compact',
  },
  AUTHORIZER_FAILURE: {
    status: 500,
    errorType: 'AuthorizerConfigurationException',
    message: null,
    body: 'compact',
  },
  BAD_REQUEST_PARAMETERS: {
    status: 400,
    errorType: 'BadRequestException',
    message: 'Missing required request parameters',
    body: 'spaced',
  },
  BAD_REQUEST_BODY: {
    status: 400,
    errorType: 'BadRequestException',
    message: 'Invalid request body',
    body: 'spaced',
  },
  EXPIRED_TOKEN: {
    status: 403,
    errorType: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
    body: 'compact',
  },
  INTEGRATION_FAILURE: {
    status: 500,
    errorType: 'InternalServerErrorException',
    message: 'Internal server error',
    body: 'spaced',
  },
  INTEGRATION_TIMEOUT: {
    status: 504,
    errorType: 'InternalServerErrorException',
    message: 'Endpoint request timed out',
    body: 'spaced',
  },
  INVALID_API_KEY: { status: 403, errorType: 'ForbiddenException', message: 'Forbidden', body: 'compact' },
  INVALID_SIGNATURE: {
    status: 403,
    errorType: 'InvalidSignatureException',
    message: 'The request signature we calculated does not match the signature you provided.',
    body: 'compact',
  },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    errorType: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
    body: 'compact',
  },
  QUOTA_EXCEEDED: {
    status: 429,
    errorType: 'LimitExceededException',
    message: 'Limit Exceeded',
    body: 'compact',
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    errorType: 'BadRequestException',
    message: 'Request Too Long',
    body: 'compact',
  },
  RESOURCE_NOT_FOUND: { status: 404, errorType: 'NotFoundException', message: 'Not Found', body: 'compact' },
  THROTTLED: {
    status: 429,
    errorType: 'TooManyRequestsException',
    message: 'Too Many Requests',
    body: 'compact',
  },
  UNAUTHORIZED: {
    status: 401,
    errorType: 'UnauthorizedException',
    message: 'Unauthorized',
    body: 'compact',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    errorType: 'BadRequestException',
    message: 'Unsupported Media Type',
    body: 'spaced',
  },
  WAF_FILTERED: { status: 403, errorType: 'ForbiddenException', message: 'Forbidden', body: 'compact' },
  DEFAULT_4XX: { status: 400, errorType: 'BadRequestException', message: null, body: 'spaced' },
  DEFAULT_5XX: {
    status: 500,
    errorType: 'InternalServerErrorException',
    message: 'Internal server error',
    body: 'spaced',
  },
} as const satisfies Record<string, ResponseDefault>;

export type GatewayResponseType = keyof typeof RESPONSE_DEFAULTS;

export function isResponseType(name: string): name is GatewayResponseType {
  return Object.hasOwn(RESPONSE_DEFAULTS, name);
}
