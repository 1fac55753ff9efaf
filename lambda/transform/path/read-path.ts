import { isContainer, type Json } from '../json';
import type { Segment } from './parse-path';

/**
 * All values at a path without `..`; `undefined` for each place where it leads nowhere, so that a list whose second
 * element lacks the member gives a value, `undefined`, and so on. A wildcard over nothing gives nothing.
 */
export function readPath(event: Json, segments: readonly Segment[]): (Json | undefined)[] {
  let values: (Json | undefined)[] = [event];
  for (const segment of segments) {
    values = values.flatMap((value) => (segment.kind === 'any' ? children(value) : [child(value, segment)]));
  }
  return values;
}

function children(value: Json | undefined): (Json | undefined)[] {
  if (!isContainer(value)) return [undefined];
  return Array.isArray(value) ? value : Object.values(value);
}

function child(value: Json | undefined, segment: Exclude<Segment, { kind: 'any' }>): Json | undefined {
  if (!isContainer(value)) return undefined;
  if (segment.kind === 'index') return Array.isArray(value) ? value[segment.index] : undefined;
  if (Array.isArray(value) || !Object.hasOwn(value, segment.name)) return undefined;
  return value[segment.name];
}
