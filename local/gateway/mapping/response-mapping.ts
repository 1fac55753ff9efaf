import { textOf } from '../../body';
import { tryCompileVariable } from '../context/substitution';
import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';
import type { BackendAnswer } from '../integration/backend';
import { Refusal } from '../refusal';
import type { ResponseHeaders } from '../response/response-headers';
import { bodyPart, checkBody } from './json-body';

type Source = (exchange: Exchange, answer: BackendAnswer) => string | readonly string[] | undefined;

/**
 * Compiles `ResponseParameters` of an integration response.
 *
 * @param parameters `method.response.header.name` to its source
 */
export function compileResponseMapping(
  parameters: ReadonlyMap<string, string>,
  position: string,
): (exchange: Exchange, answer: BackendAnswer, headers: ResponseHeaders) => void {
  const mappings = [...parameters].map(([target, expression]) => {
    const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
    if (name === undefined) {
      throw new GatewayError('GATEWAY_INVALID_MAPPING', `'${target}' is no place of a method response`, position);
    }
    return { name, source: compileSource(expression, `${position}.${target}`) };
  });
  return (exchange, answer, headers) => {
    for (const { name, source } of mappings) {
      const value = source(exchange, answer);
      if (value !== undefined) headers.setForeign(name, typeof value === 'string' ? [value] : value);
    }
  };
}

function compileSource(expression: string, position: string): Source {
  const literal = /^'(.*)'$/s.exec(expression)?.[1];
  if (literal !== undefined) return () => literal;
  const [, kind, name] = /^integration\.response\.(header|multivalueheader)\.(.+)$/.exec(expression) ?? [];
  if (name !== undefined) {
    const lower = name.toLowerCase();
    return (_exchange, { headers }) => {
      const values = headers.filter(([header]) => header.toLowerCase() === lower).map(([, value]) => value);
      return kind === 'header' ? values.at(-1) : values.length === 0 ? undefined : values;
    };
  }
  const [, isBody, path] = /^(integration\.response\.body)(?:\.(.+))?$/.exec(expression) ?? [];
  if (isBody !== undefined) return (_exchange, answer) => bodySource(answer, path);
  const variable = expression.startsWith('method.') ? undefined : tryCompileVariable(expression);
  if (variable === undefined) {
    throw new GatewayError('GATEWAY_INVALID_MAPPING', `'${expression}' is no source of a response mapping`, position);
  }
  return (exchange) => {
    const value = variable(exchange);
    return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
  };
}

function bodySource(answer: BackendAnswer, path: string | undefined): string | undefined {
  const body = textOf(answer.body) || '{}';
  try {
    if (path !== undefined) return bodyPart(body, `$.${path}`);
    checkBody(body);
    return body;
  } catch (error) {
    const reason = `the integration's body is no JSON: ${error instanceof Error ? error.message : error}`;
    throw new Refusal('API_CONFIGURATION_ERROR', { reason, cause: error });
  }
}
