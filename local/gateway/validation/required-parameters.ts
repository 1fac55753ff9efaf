import type { Exchange } from '../exchange';
import { Refusal } from '../refusal';

/** A check that ends the request with a {@link Refusal}, or does nothing. */
export type Check = (exchange: Exchange) => void;

/** The order in which missing names are listed (recorded). */
const KINDS = ['header', 'path', 'querystring'] as const;

const VALUES: { readonly [kind in (typeof KINDS)[number]]: (exchange: Exchange, name: string) => string | undefined } =
  {
    // The name of a header is matched in the letter case it is declared in (recorded).
    header: ({ request }, name) => request.headers().get(name)?.at(-1),
    path: ({ pathParameters }, name) => pathParameters[name],
    querystring: ({ request }, name) => request.query().get(name)?.at(-1),
  };

/**
 * Requires the method's parameters that are flagged so; a blank value counts as missing. Undefined where none is.
 *
 * @param parameters `method.request.kind.name` to whether it is required
 */
export function requireParameters(parameters: ReadonlyMap<string, string>): Check | undefined {
  const required = KINDS.flatMap((kind) => {
    const prefix = `method.request.${kind}.`;
    return [...parameters]
      .filter(([name, flag]) => flag === 'true' && name.startsWith(prefix))
      .map(([name]) => ({ kind, name: name.slice(prefix.length) }));
  });
  if (required.length === 0) return undefined;
  return (exchange) => {
    const missing = required.filter(({ kind, name }) => !VALUES[kind](exchange, name)?.trim());
    if (missing.length === 0) return;
    const message = `Missing required request parameters: [${missing.map(({ name }) => name).join(', ')}]`;
    throw new Refusal('BAD_REQUEST_PARAMETERS', { message });
  };
}
