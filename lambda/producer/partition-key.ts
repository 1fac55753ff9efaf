import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { KeySource } from './config';

/** What a key may be read from. */
export interface Keyed {
  /** The event, or the `data` of a record. */
  readonly value: unknown;
  /** `partitionKey` beside it in a batch. */
  readonly own?: unknown;
}

type Read = (event: APIGatewayProxyEvent, name: string, keyed: Keyed) => unknown;

const READERS: { readonly [from in KeySource['from']]: Read } = {
  header: ({ headers }, name) => lastHeader(headers, name),
  path: ({ pathParameters }, name) => pathParameters?.[name],
  query: ({ queryStringParameters }, name) => queryStringParameters?.[name],
  body: (_event, path, { value }) => at(value, path),
  context: ({ requestContext }, path) => at(requestContext, `$.${path}`),
  record: (_event, _name, { own }) => own,
  spread: () => undefined,
};

/** The key of an event; undefined where there is none, or an empty one. Numbers and booleans are keys as text. */
export function tryPartitionKey(
  event: APIGatewayProxyEvent,
  { from, name }: KeySource,
  keyed: Keyed,
): string | undefined {
  const found = READERS[from](event, name, keyed);
  const text = typeof found === 'number' || typeof found === 'boolean' ? String(found) : found;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** A header in any letter case; of several, the last. */
export function lastHeader(headers: APIGatewayProxyEvent['headers'] | null, name: string): string | undefined {
  let found: string | undefined;
  for (const [sent, value] of Object.entries(headers ?? {})) if (sent.toLowerCase() === name) found = value;
  return found;
}

/** @param path Of names and indexes: `$.a.b[0]` */
function at(value: unknown, path: string): unknown {
  let found = value;
  for (const [, name, index] of path.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)) {
    const key = name ?? index ?? '';
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as { readonly [key: string]: unknown })[key];
  }
  return found;
}
