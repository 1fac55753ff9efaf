import { JavaMap } from '../java/collections';
import type { UnreadMembers } from '../java/map';
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

const NOTHING: Data = Object.freeze({});
/** What templates leave that set nothing: most do. */
const NO_REQUEST_OVERRIDE: RequestOverride = Object.freeze({ header: NOTHING, querystring: NOTHING, path: NOTHING });
const NO_RESPONSE_OVERRIDE: ResponseOverride = Object.freeze({ header: NOTHING });

/** `$context`: the data given, with both override maps always there. Nothing of it is made before it is read. */
export class ContextVariable {
  private readonly map: JavaMap;

  public constructor(
    private readonly data: Data,
    private readonly overrides: Overrides,
  ) {
    this.map = new ContextMap(new ContextMembers(data, overrides));
  }

  public get value(): JavaMap {
    return this.map;
  }

  /** What the template left, and what it found where it left that alone. */
  public get requestOverride(): RequestOverride {
    const { requestOverride: given = NO_REQUEST_OVERRIDE } = this.overrides;
    if (given === NO_REQUEST_OVERRIDE && this.isUntouched('requestOverride')) return NO_REQUEST_OVERRIDE;
    return { ...NO_REQUEST_OVERRIDE, ...read(this.map.get('requestOverride')) };
  }

  public get responseOverride(): ResponseOverride {
    const { responseOverride: given = NO_RESPONSE_OVERRIDE } = this.overrides;
    if (given === NO_RESPONSE_OVERRIDE && this.isUntouched('responseOverride')) return NO_RESPONSE_OVERRIDE;
    return { ...NO_RESPONSE_OVERRIDE, ...read(this.map.get('responseOverride')) };
  }

  private isUntouched(name: OverrideName): boolean {
    return !Object.hasOwn(this.data, name) && this.map.tryKnown(name) === undefined;
  }
}

const PARTS = { requestOverride: PARAMETER_KINDS, responseOverride: ['header'] } as const;
type OverrideName = keyof typeof PARTS;

class ContextMembers implements UnreadMembers {
  public readonly keys: readonly string[];

  public constructor(
    private readonly data: Data,
    private readonly overrides: Overrides,
  ) {
    const keys = Object.keys(data);
    for (const name in PARTS) if (!Object.hasOwn(data, name)) keys.push(name);
    this.keys = keys;
  }

  public position(key: string): number {
    return this.keys.indexOf(key);
  }

  public read(position: number): Value {
    const key = this.keys[position] ?? '';
    const value = Object.hasOwn(this.data, key) ? toContextValue(this.data[key]) : null;
    return key === 'requestOverride' || key === 'responseOverride'
      ? withParts(value, PARTS[key], this.overrides[key])
      : value;
  }
}

function withParts(existing: Value, parts: readonly string[], given: Data | undefined): JavaMap {
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
