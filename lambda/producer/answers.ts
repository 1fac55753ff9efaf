import type { APIGatewayProxyResult } from 'aws-lambda';

/** Texts a producer sees: those of the routes without a function. They help it and give nothing away. */
export const MESSAGES = {
  invalidBody: 'Invalid request body',
  mediaType: 'Unsupported Media Type',
  invalid: 'The request was refused: check its size, its partition keys and the number of records',
  throttled: 'Too many requests: try again later',
  unavailable: 'The event could not be stored: try again later',
  internal: 'The request could not be processed',
} as const;

/** An answer that is not one of records: a row of the contract's table of errors. */
export const REFUSALS = {
  invalidBody: { status: 400, code: 'InvalidRequest', message: MESSAGES.invalidBody },
  invalid: { status: 400, code: 'InvalidRequest', message: MESSAGES.invalid },
  mediaType: { status: 415, code: 'UnsupportedMediaType', message: MESSAGES.mediaType },
  throttled: { status: 429, code: 'Throttled', message: MESSAGES.throttled },
  internal: { status: 500, code: 'InternalError', message: MESSAGES.internal },
  denied: { status: 502, code: 'TargetUnavailable', message: MESSAGES.unavailable },
  unavailable: { status: 503, code: 'TargetUnavailable', message: MESSAGES.unavailable },
  timedOut: { status: 504, code: 'TargetTimeout', message: MESSAGES.unavailable },
} as const;

export type Refusal = keyof typeof REFUSALS;

/** An answer before it is wrapped for API Gateway. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** @param requestId The extended one: a caller can set the other by a header */
export function refusal(which: Refusal, requestId: string): Answer {
  const { status, code, message } = REFUSALS[which];
  return { status, body: { error: { code, message, requestId } } };
}

/** The answer as a proxy integration gives it. 429 says when to come again. */
export function proxyResult({ status, body }: Answer, corsOrigin: string | null): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: {
      'Content-Type': 'application/json',
      ...(status === 429 && { 'Retry-After': '1' }),
      ...(corsOrigin !== null && {
        'Access-Control-Allow-Origin': corsOrigin,
        'Access-Control-Expose-Headers': 'Retry-After',
      }),
    },
    body: JSON.stringify(body),
  };
}
