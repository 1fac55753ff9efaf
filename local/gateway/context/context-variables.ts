import type { Exchange } from '../exchange';
import { requestTime } from './request-time';

type Variable = (exchange: Exchange) => unknown;

/**
 * What mapping templates see as `$context`; the two overrides are the engine's. The key set is the one recorded on AWS.
 *
 * Source: developer guide, api-gateway-mapping-template-reference.
 */
const TEMPLATE_VARIABLES: { readonly [name: string]: Variable } = {
  resourceId: ({ route }) => route?.resourceId,
  resourcePath: ({ route }) => route?.resourcePath,
  httpMethod: ({ request }) => request.method,
  extendedRequestId: ({ extendedRequestId }) => extendedRequestId,
  requestTime: ({ startedAt }) => requestTime(startedAt),
  path: ({ request }) => request.path,
  accountId: ({ stage }) => stage.account,
  protocol: ({ request }) => request.protocol,
  stage: ({ stage }) => stage.name,
  domainPrefix: ({ stage }) => stage.apiId,
  requestTimeEpoch: ({ startedAt }) => Math.floor(startedAt),
  requestId: ({ requestId }) => requestId,
  identity,
  domainName: ({ stage }) => stage.domainName,
  deploymentId: ({ stage }) => stage.deploymentId,
  apiId: ({ stage }) => stage.apiId,
  authorizer,
};

/** What only access logs and gateway responses see. Source: developer guide, api-gateway-variables-for-access-logging. */
const LOG_VARIABLES: { readonly [name: string]: Variable } = {
  ...TEMPLATE_VARIABLES,
  status: ({ status }) => status,
  responseLength: ({ responseLength }) => responseLength,
  responseLatency: ({ responseLatency }) => responseLatency,
  integrationLatency: ({ integration }) => integration?.latency,
  integrationStatus: ({ integration }) => integration?.status,
  integrationErrorMessage: ({ integration }) => integration?.error,
  awsEndpointRequestId: ({ integration }) => integration?.requestId,
  integration: ({ integration }) =>
    integration && { ...integration, integrationStatus: integration.status, error: integration.error },
  xrayTraceId: ({ stage, request }) => (stage.tracing ? request.traceId.replace(/^Root=/, '') : undefined),
  error: errorVariables,
};

/** `$context` of a mapping template. */
export function templateContext(exchange: Exchange): Record<string, unknown> {
  const context: Record<string, unknown> = {};
  for (const name in TEMPLATE_VARIABLES) {
    const value = TEMPLATE_VARIABLES[name]?.(exchange);
    if (value !== undefined) context[name] = value;
  }
  return context;
}

/** One variable by the names between its dots; undefined where it has no value. */
export function contextValue(exchange: Exchange, path: readonly string[]): unknown {
  const [first = '', ...rest] = path;
  let value: unknown = Object.hasOwn(LOG_VARIABLES, first) ? LOG_VARIABLES[first]?.(exchange) : undefined;
  for (const name of rest) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value ?? undefined;
}

/** Without auth all of these are there and null (recorded). */
function identity({ request, caller, accessKeyId, apiKey }: Exchange): Record<string, unknown> {
  return {
    cognitoIdentityPoolId: null,
    accountId: caller?.account ?? null,
    cognitoIdentityId: null,
    caller: caller?.userId ?? null,
    sourceIp: request.sourceIp,
    principalOrgId: null,
    accessKey: accessKeyId ?? null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: caller?.arn ?? null,
    userAgent: request.header('user-agent') ?? null,
    user: caller?.userId ?? null,
    ...(apiKey && { apiKey: apiKey.value, apiKeyId: apiKey.id }),
  };
}

function authorizer({ authorizer: record }: Exchange): Record<string, unknown> | undefined {
  if (record === undefined) return undefined;
  const { principalId, context, claims } = record;
  return { ...context, ...(principalId !== undefined && { principalId }), ...(claims && { claims }) };
}

function errorVariables({ error }: Exchange): Record<string, unknown> | undefined {
  return error && { ...error, messageString: JSON.stringify(error.message) };
}
