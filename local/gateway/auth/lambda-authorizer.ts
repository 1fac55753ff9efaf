import type { PropertyReader } from '../../assembly';
import { textOf } from '../../body';
import { type CompiledPolicies, compilePolicies, evaluate } from '../../iam';
import type { GatewayEnvironment } from '../api/environment';
import { GatewayError } from '../errors';
import type { AuthorizerRecord, Exchange } from '../exchange';
import { type Credentials, readCredentials } from '../integration/credentials';
import { withDeadline } from '../integration/deadline';
import { requestPart } from '../integration/proxy-event';
import { compilePattern } from '../integration/selection';
import { tryErrorMessage } from '../integration/service-backend';
import { serviceCall } from '../integration/service-call';
import { parseServiceUri, type ServiceUri } from '../integration/service-uri';
import { Refusal } from '../refusal';
import type { TargetAnswer } from '../target';
import type { Authenticate } from './authenticate';
import { readAuthorizerAnswer } from './authorizer-answer';
import { AuthorizerCache } from './authorizer-cache';
import { compileIdentitySource, type IdentitySource } from './identity-source';
import { policyRequest } from './policy-request';

/** How long the gateway waits for an authorizer, as for an integration. */
const TIMEOUT = 29_000;
const DEFAULT_TTL = 300;
const MAX_TTL = 3_600;

/** What an authorizer said, kept for the next request of the same identity. */
export interface AuthorizerVerdict {
  readonly record: AuthorizerRecord;
  readonly policies: CompiledPolicies;
}

/**
 * CUSTOM: a function decides, by the token alone (TOKEN) or by the whole request (REQUEST). Its policy is kept by
 * identity and asked again for every method.
 *
 * Source: developer guide, apigateway-use-lambda-authorizer.
 *
 * @param reader Of the authorizer
 */
export function compileLambdaAuthorizer(reader: PropertyReader, environment: GatewayEnvironment): Authenticate {
  const type = reader.text('Type');
  const uri = parseServiceUri(reader.text('AuthorizerUri'), reader.position);
  const credentials = readCredentials(reader, 'AuthorizerCredentials');
  const ttl = reader.tryInteger('AuthorizerResultTtlInSeconds') ?? DEFAULT_TTL;
  if (ttl < 0 || ttl > MAX_TTL) {
    throw new GatewayError(
      'GATEWAY_INVALID_AUTHORIZER',
      `must be from 0 to ${MAX_TTL} seconds, got ${ttl}`,
      `${reader.position}.AuthorizerResultTtlInSeconds`,
    );
  }
  const sources = readSources(reader, type);
  const accepts = tokenPattern(reader, type);
  const cache = new AuthorizerCache<AuthorizerVerdict>(environment.clock, ttl * 1_000);

  return async (exchange) => {
    const identity = sources.map((source) => source(exchange) ?? '');
    // Without a cache a REQUEST authorizer is asked even where its sources are missing.
    const required = type === 'TOKEN' || ttl > 0;
    if (required && identity.includes('')) throw unauthorized('the identity source is missing');
    if (accepts !== undefined && !accepts(identity[0] ?? '')) {
      throw unauthorized('the token does not match IdentityValidationExpression');
    }
    const verdict = await cache.find(JSON.stringify(identity), async () => {
      const event = type === 'TOKEN' ? tokenEvent(exchange, identity[0] ?? '') : requestEvent(exchange);
      return judge(await invoke(exchange, uri, credentials, event, environment), reader.position);
    });
    exchange.authorizer = verdict.record;
    return evaluate(policyRequest(exchange, { type: 'anonymous' }), verdict.policies);
  };
}

function readSources(reader: PropertyReader, type: string): IdentitySource[] {
  const given = reader.tryText('IdentitySource') ?? (type === 'TOKEN' ? 'method.request.header.Authorization' : '');
  return given
    .split(',')
    .filter((source) => source.trim() !== '')
    .map((source) => compileIdentitySource(source, `${reader.position}.IdentitySource`));
}

function tokenPattern(reader: PropertyReader, type: string) {
  const expression = reader.tryText('IdentityValidationExpression');
  if (!expression || type !== 'TOKEN') return undefined;
  return compilePattern(expression, `${reader.position}.IdentityValidationExpression`);
}

function tokenEvent(exchange: Exchange, authorizationToken: string): Record<string, unknown> {
  return { type: 'TOKEN', methodArn: exchange.methodArn, authorizationToken };
}

function requestEvent(exchange: Exchange): Record<string, unknown> {
  return { type: 'REQUEST', methodArn: exchange.methodArn, ...requestPart(exchange) };
}

async function invoke(
  exchange: Exchange,
  uri: ServiceUri,
  credentials: Credentials,
  event: Record<string, unknown>,
  { target }: GatewayEnvironment,
): Promise<TargetAnswer> {
  const request = {
    method: 'POST',
    target: uri.target,
    headers: [['Content-Type', 'application/json']] as const,
    query: [],
    body: JSON.stringify(event),
    timeout: TIMEOUT,
  };
  const api = exchange.stage.executeApiArn.replace(/\/[^/]*$/, '');
  const source = `${api}/authorizers/${exchange.route?.authorizerId}`;
  try {
    return await withDeadline(TIMEOUT, (deadline) =>
      target.call(serviceCall(exchange, uri, credentials, request, deadline, source)),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal('AUTHORIZER_FAILURE', { reason: `the authorizer: ${reason}`, cause: error });
  }
}

function judge({ status, headers, body }: TargetAnswer, position: string): AuthorizerVerdict {
  const text = textOf(body);
  const failed = headers.some(([name]) => name.toLowerCase() === 'x-amz-function-error');
  const message = tryErrorMessage(text);
  if (failed && message === 'Unauthorized') throw unauthorized('the authorizer said so');
  if (failed || status < 200 || status > 299) {
    const told = message ?? text.slice(0, 300);
    throw new Refusal('AUTHORIZER_FAILURE', { reason: `the authorizer failed: ${status} ${told}` });
  }
  try {
    const { record, document } = readAuthorizerAnswer(text);
    return { record, policies: compilePolicies([{ name: position, document }], 'identity') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal('AUTHORIZER_CONFIGURATION_ERROR', { reason: `the authorizer's answer: ${reason}`, cause: error });
  }
}

function unauthorized(reason: string): Refusal {
  return new Refusal('UNAUTHORIZED', { reason });
}
