import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { KeySource } from './config';
import { tryValue } from './json-source';

/** What a key may be read from. */
export interface Keyed {
  /** The event, or the `data` of a record. */
  readonly value: unknown;
  /** The text it was parsed from, and where it begins there. */
  readonly source: { readonly text: string; readonly start: number };
  /** `partitionKey` beside it in a batch. */
  readonly own?: unknown;
}

type Read = (event: APIGatewayProxyEvent, name: string, keyed: Keyed) => unknown;

const READERS: { readonly [from in KeySource['from']]: Read } = {
  header: ({ headers }, name) => lastHeader(headers, name),
  path: ({ pathParameters }, name) => pathParameters?.[name],
  query: ({ queryStringParameters }, name) => queryStringParameters?.[name],
  body: (_event, path, { value, source }) => {
    const steps = stepsOf(path);
    const found = at(value, steps);
    return isRounded(found) ? (tryInteger(source, steps) ?? found) : found;
  },
  context: ({ requestContext }, path) => at(requestContext, path.split('.')),
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

type Step = string | number;

/** @param path Of names and indexes: `$.a.b[0]` */
function stepsOf(path: string): Step[] {
  return Array.from(path.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g), ([, name, index]) => name ?? Number(index));
}

function at(value: unknown, steps: readonly Step[]): unknown {
  let found = value;
  for (const step of steps) {
    if (typeof found !== 'object' || found === null || Array.isArray(found) !== (typeof step === 'number')) return;
    if (!Object.hasOwn(found, step)) return;
    found = (found as { readonly [step: Step]: unknown })[step];
  }
  return found;
}

function isRounded(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** A whole number of any size, digit by digit: ids that a double cannot tell apart are two keys, as to API Gateway. */
function tryInteger({ text, start }: Keyed['source'], steps: readonly Step[]): string | undefined {
  const span = tryValue(text, start, steps);
  const digits = span === undefined ? '' : text.slice(span.start, span.end);
  return /^-?\d+$/.test(digits) ? digits : undefined;
}
