import type { Surroundings } from './config';
import { check } from './config-error';
import type { Json } from './json';
import { plainNumbers, tryKeptNumber } from './numbers';
import { readPlaceOption } from './path/path-option';
import { readPath } from './path/read-path';
import type { Step } from './pipeline';
import { Rejection } from './rejection';

/** What must hold of an event. */
export interface ValidateConfig {
  readonly kind: 'validate';
  /** Paths of members that must be there, and not be null. */
  readonly required?: readonly string[];
  /** Types of members where they are there, and not null. */
  readonly types?: readonly TypeConfig[];
  /** File of a validator that was compiled from a JSON Schema, beside the handler. */
  readonly validator?: string;
}

/** A compiled JSON Schema. */
export type Validator = (value: unknown) => boolean;

export interface TypeConfig {
  readonly path: string;
  readonly type: JsonType;
}

/** Types of JSON; an integer is a number without a fraction. */
export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array';

const IS_OF: Readonly<Record<JsonType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string' && tryKeptNumber(value) === undefined,
  number: (value) => numberOf(value) !== undefined,
  integer: (value) => Number.isInteger(numberOf(value)),
  boolean: (value) => typeof value === 'boolean',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: Array.isArray,
};

/** Fails records that lack what is required, or hold another type. With a wildcard, each element must have it. */
export function validate(
  { required = [], types = [], validator }: ValidateConfig,
  { loadValidator }: Surroundings,
): Step {
  const isValid = validator === undefined ? undefined : loadValidator(validator);
  const places = required.map((path) => ({ path, segments: readPlaceOption('required', path).segments }));
  const typed = types.map(({ path, type }) => {
    check(Object.hasOwn(IS_OF, type), 'type', `one of ${Object.keys(IS_OF).join(', ')}`);
    return { path, isOf: IS_OF[type], segments: readPlaceOption('types', path).segments };
  });
  return (event, { keepsNumbers }) => {
    if (isValid?.(keepsNumbers ? plainNumbers(event) : event) === false) throw new Rejection('schema');
    for (const { path, segments } of places) {
      if (readPath(event, segments).some((value) => value === undefined || value === null)) {
        throw new Rejection('missing', path);
      }
    }
    for (const { path, isOf, segments } of typed) {
      if (readPath(event, segments).some((value) => value !== undefined && value !== null && !isOf(value))) {
        throw new Rejection('type', path);
      }
    }
    return event;
  };
}

function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  const kept = typeof value === 'string' ? tryKeptNumber(value) : undefined;
  return kept === undefined ? undefined : Number(kept);
}
