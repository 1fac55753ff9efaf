import type { Exchange } from '../exchange';
import { requestTime } from './request-time';

type Variable = (exchange: Exchange) => unknown;

/** Without auth all of these but the key's are there and null (recorded). */
const IDENTITY_VARIABLES: { readonly [name: string]: Variable } = {
  cognitoIdentityPoolId: () => null,
  accountId: ({ caller }) => caller?.account,
  cognitoIdentityId: () => null,
  caller: ({ caller }) => caller?.userId,
  sourceIp: ({ request }) => request.sourceIp,
  principalOrgId: () => null,
  accessKey: ({ accessKeyId }) => accessKeyId,
  cognitoAuthenticationType: () => null,
  cognitoAuthenticationProvider: () => null,
  userArn: ({ caller }) => caller?.arn,
  userAgent: ({ request }) => request.header('user-agent'),
  user: ({ caller }) => caller?.userId,
  apiKey: ({ apiKey }) => apiKey?.value,
  apiKeyId: ({ apiKey }) => apiKey?.id,
};

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
  integration: ({ integration }) => integration,
  xrayTraceId: ({ stage, request: { traceId } }) => {
    if (!stage.tracing) return undefined;
    return traceId.startsWith('Root=') ? traceId.slice('Root='.length) : traceId;
  },
  error: errorVariables,
};

/**
 * Makes `$context` of a mapping template.
 *
 * @param names Members that the template can read; undefined for all
 */
export function compileTemplateContext(
  names: ReadonlySet<string> | undefined,
): (exchange: Exchange) => Record<string, unknown> {
  const variables = Object.entries(TEMPLATE_VARIABLES).filter(([name]) => names === undefined || names.has(name));
  return (exchange) => {
    const context: Record<string, unknown> = {};
    for (const [name, variable] of variables) {
      const value = variable(exchange);
      if (value !== undefined) context[name] = value;
    }
    return context;
  };
}

/**
 * Compiles one variable, by the names between its dots; it gives undefined where it has no value.
 */
export function compileContextVariable(path: readonly string[]): Variable {
  const [first = '', second, ...rest] = path;
  // The members of `identity` are read one by one: most logs want two or three of them.
  const member = first === 'identity' && second !== undefined ? tryOwn(IDENTITY_VARIABLES, second) : undefined;
  if (member !== undefined && rest.length === 0) return (exchange) => member(exchange) ?? undefined;
  const root = tryOwn(LOG_VARIABLES, first);
  if (root === undefined) return () => undefined;
  const below = path.slice(1);
  return (exchange) => {
    let value: unknown = root(exchange);
    for (const name of below) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value ?? undefined;
  };
}

function tryOwn(variables: { readonly [name: string]: Variable }, name: string): Variable | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

/** Every member of `$context.identity`, null where nobody told. */
export function identity(exchange: Exchange): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const name in IDENTITY_VARIABLES) {
    if (exchange.apiKey === undefined && name.startsWith('apiKey')) continue;
    members[name] = IDENTITY_VARIABLES[name]?.(exchange) ?? null;
  }
  return members;
}

export function authorizer({ authorizer: record }: Exchange): Record<string, unknown> | undefined {
  if (record === undefined) return undefined;
  const { principalId, context, claims } = record;
  return { ...context, ...(principalId !== undefined && { principalId }), ...(claims && { claims }) };
}

function errorVariables({ error }: Exchange): Record<string, unknown> | undefined {
  return error && { ...error, messageString: JSON.stringify(error.message) };
}
