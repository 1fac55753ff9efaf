/**
 * What the access log holds of a request, as `$context` variables. Nothing of the body, and no text of the caller's
 * that API Gateway does not bound, except `requestId`, which a caller can set: `extendedRequestId` is the one to trust.
 */
const FIELDS = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.caller',
  apiKeyId: '$context.identity.apiKeyId',
  protocol: '$context.protocol',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integration.integrationStatus',
  integrationLatency: '$context.integration.latency',
  integrationRequestId: '$context.integration.requestId',
  errorType: '$context.error.responseType',
  wafResponseCode: '$context.wafResponseCode',
  xrayTraceId: '$context.xrayTraceId',
};

/** One JSON object a line. */
export const ACCESS_LOG_FORMAT = JSON.stringify(FIELDS);
