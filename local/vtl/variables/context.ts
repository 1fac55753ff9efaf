import { JavaMap } from '../java/collections';
import type { Value } from '../java/value';
import { ContextMap, fromValue, toContextValue } from './convert';
import { PARAMETER_KINDS } from './input';

type Data = { readonly [key: string]: unknown };

/** Overrides as a template left them. Values are what the template assigned, without any check. */
export interface RequestOverride {
  readonly header: Data;
  readonly querystring: Data;
  readonly path: Data;
  readonly [extra: string]: unknown;
}

/** `status` is there only when a template set it. Keys that mean nothing survive. */
export interface ResponseOverride {
  readonly header: Data;
  readonly status?: unknown;
  readonly [extra: string]: unknown;
}

/** Overrides to begin with: those the request template left, when it is the response template's turn. */
export interface Overrides {
  readonly requestOverride?: Data;
  readonly responseOverride?: Data;
}

/** `$context`: the data given, with both override maps always there. */
export function contextVariable(context: Data, overrides: Overrides): JavaMap {
  const map = toContextValue(context);
  if (!(map instanceof JavaMap)) return new ContextMap();
  const request = withParts(map, 'requestOverride', PARAMETER_KINDS, overrides.requestOverride);
  const response = withParts(map, 'responseOverride', ['header'], overrides.responseOverride);
  map.put('requestOverride', request);
  map.put('responseOverride', response);
  return map;
}

export function readRequestOverride(context: JavaMap): RequestOverride {
  return { header: {}, querystring: {}, path: {}, ...read(context.get('requestOverride')) };
}

export function readResponseOverride(context: JavaMap): ResponseOverride {
  return { header: {}, ...read(context.get('responseOverride')) };
}

function withParts(context: JavaMap, name: string, parts: readonly string[], given: Data | undefined): JavaMap {
  const existing = context.get(name);
  const map = existing instanceof JavaMap ? existing : new ContextMap();
  for (const part of parts) if (!(map.get(part) instanceof JavaMap)) map.put(part, new ContextMap());
  for (const [key, value] of Object.entries(given ?? {})) merge(map, key, toContextValue(value));
  return map;
}

function merge(map: JavaMap, key: string, value: Value): void {
  const existing = map.get(key);
  if (existing instanceof JavaMap && value instanceof JavaMap) {
    for (const entry of value.entries()) existing.put(entry.key, entry.value);
  } else {
    map.put(key, value);
  }
}

function read(value: Value): Data {
  const data = fromValue(value);
  return typeof data === 'object' && data !== null ? (data as Data) : {};
}
