import type { GatewayAnswer } from '../message';

/** AWS's own answer where no stage is found, which no API can customise. Known from use, unverified. */
export function unknownStage(requestId: string, extendedRequestId: string): GatewayAnswer {
  return {
    status: 403,
    headers: [
      ['x-amzn-RequestId', requestId],
      ['x-amzn-ErrorType', 'ForbiddenException'],
      ['x-amz-apigw-id', extendedRequestId],
      ['Content-Type', 'application/json'],
    ],
    body: '{"message":"Forbidden"}',
  };
}
