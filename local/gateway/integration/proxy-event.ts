import { authorizer as authorizerOf, identity } from '../context/context-variables';
import { requestTime } from '../context/request-time';
import type { Exchange } from '../exchange';
import { lastValues, type MultiValues, type Texts } from '../request/parsed-request';

/**
 * The event of a Lambda proxy integration, or of a REQUEST authorizer without its body: format 1.0.
 *
 * Source: developer guide, set-up-lambda-proxy-integrations ("Input format of a Lambda function for proxy integration").
 */
export function requestPart(exchange: Exchange): Record<string, unknown> {
  const { request, route, stage, pathParameters, stagePath } = exchange;
  const query = request.query();
  return {
    resource: route?.resourcePath ?? '/',
    path: stagePath === '' ? '/' : stagePath,
    httpMethod: request.method,
    headers: request.singleHeaders(),
    multiValueHeaders: multiple(request.headers()),
    queryStringParameters: query.size === 0 ? null : lastValues(query),
    multiValueQueryStringParameters: query.size === 0 ? null : multiple(query),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
    requestContext: requestContext(exchange),
  };
}

function requestContext(exchange: Exchange): Record<string, unknown> {
  const { request, route, stage, startedAt, requestId, extendedRequestId, authorizer } = exchange;
  return {
    resourceId: route?.resourceId,
    resourcePath: route?.resourcePath,
    httpMethod: request.method,
    extendedRequestId,
    requestTime: requestTime(startedAt),
    path: request.path,
    accountId: stage.account,
    protocol: request.protocol,
    stage: stage.name,
    domainPrefix: stage.apiId,
    requestTimeEpoch: Math.floor(startedAt),
    requestId,
    identity: identity(exchange),
    domainName: stage.domainName,
    deploymentId: stage.deploymentId,
    apiId: stage.apiId,
    ...(authorizer && { authorizer: authorizerOf(exchange) }),
  };
}

function multiple(values: MultiValues): Record<string, readonly string[]> {
  const all: Record<string, readonly string[]> = Object.create(null);
  for (const [name, list] of values) all[name] = list;
  return all;
}

function orNull(texts: Texts): Texts | null {
  for (const _ in texts) return texts;
  return null;
}
