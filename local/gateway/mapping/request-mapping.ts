import { tryCompileVariable } from '../context/substitution';
import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';
import { Refusal } from '../refusal';
import { IntegrationRequest } from './integration-request';
import { bodyPart, checkBody } from './json-body';

type Source = (exchange: Exchange) => string | readonly string[] | undefined;

/** One row of `Integration.RequestParameters`. */
interface Mapping {
  readonly place: 'header' | 'querystring' | 'path';
  readonly name: string;
  readonly source: Source;
}

/** Headers no integration may set (recorded: 500, whatever the type). */
const NEVER_SET = new Set(['content-length', 'transfer-encoding']);
/** Headers that AWS and AWS_PROXY may not set either (recorded). */
const NEVER_SET_ON_AWS = new Set(['authorization', 'connection', 'expect', 'proxy-authenticate', 'te']);

/**
 * Compiles the parameter mappings of an integration.
 *
 * @param parameters `integration.request.place.name` to its source
 * @param type Of the integration
 */
export function compileRequestMapping(
  parameters: ReadonlyMap<string, string>,
  type: string,
  position: string,
): (exchange: Exchange) => IntegrationRequest {
  const mappings: Mapping[] = [];
  let illegal: string | undefined;
  for (const [target, expression] of parameters) {
    const { place, name } = parseTarget(target, position);
    const lower = name.toLowerCase();
    if (place === 'header' && (NEVER_SET.has(lower) || (type.startsWith('AWS') && NEVER_SET_ON_AWS.has(lower)))) {
      illegal ??= `an integration of type ${type} cannot set the header ${name}`;
    }
    mappings.push({ place, name, source: compileSource(expression, `${position}.${target}`) });
  }
  return (exchange) => {
    // AWS accepts such a mapping and fails on each request.
    if (illegal !== undefined) throw new Refusal('API_CONFIGURATION_ERROR', { reason: illegal });
    const request = new IntegrationRequest();
    for (const { place, name, source } of mappings) {
      const value = source(exchange);
      if (value !== undefined) request.set(place, name, value);
    }
    return request;
  };
}

function parseTarget(target: string, position: string): Pick<Mapping, 'place' | 'name'> {
  const [, place, name] = /^integration\.request\.(header|querystring|path)\.(.+)$/.exec(target) ?? [];
  if ((place === 'header' || place === 'querystring' || place === 'path') && name !== undefined) return { place, name };
  throw new GatewayError('GATEWAY_INVALID_MAPPING', `'${target}' is no place of an integration request`, position);
}

function compileSource(expression: string, position: string): Source {
  const literal = /^'(.*)'$/s.exec(expression)?.[1];
  if (literal !== undefined) return () => literal;
  const multiple = /^method\.request\.multivalue(header|querystring)\.(.+)$/.exec(expression);
  if (multiple !== null) {
    const [, kind, name = ''] = multiple;
    return ({ request }) => (kind === 'header' ? request.headers() : request.query()).get(name);
  }
  const [, isBody, path] = /^(method\.request\.body)(?:\.(.+))?$/.exec(expression) ?? [];
  if (isBody !== undefined) return (exchange) => bodySource(exchange, path);
  const variable = tryCompileVariable(expression);
  if (variable === undefined) {
    throw new GatewayError('GATEWAY_INVALID_MAPPING', `'${expression}' is no source of a request mapping`, position);
  }
  return (exchange) => {
    const value = variable(exchange);
    return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
  };
}

function bodySource({ request }: Exchange, path: string | undefined): string | undefined {
  const body = request.bodyText() || '{}';
  try {
    if (path !== undefined) return bodyPart(body, `$.${path}`);
    checkBody(body);
    return body;
  } catch (error) {
    throw new Refusal('DEFAULT_4XX', { message: 'Invalid JSON in request body', status: 400, cause: error });
  }
}
