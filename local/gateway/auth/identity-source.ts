import { tryCompileVariable } from '../context/substitution';
import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';

/** Where an authorizer finds a piece of identity; undefined or empty where the request has none. */
export type IdentitySource = (exchange: Exchange) => string | undefined;

/**
 * Compiles `method.request.header.X`, `method.request.querystring.X`, `stageVariables.X` or `context.X`. Headers are
 * found in any letter case, since clients of HTTP/2 send lower case.
 */
export function compileIdentitySource(expression: string, position: string): IdentitySource {
  const text = expression.trim();
  const header = /^method\.request\.header\.(.+)$/.exec(text)?.[1]?.toLowerCase();
  if (header !== undefined) return ({ request }) => request.header(header);
  const variable = tryCompileVariable(text);
  if (variable === undefined) {
    throw new GatewayError('GATEWAY_INVALID_AUTHORIZER', `'${text}' is no identity source`, position);
  }
  return (exchange) => {
    const value = variable(exchange);
    return value === undefined || value === null ? undefined : String(value);
  };
}
