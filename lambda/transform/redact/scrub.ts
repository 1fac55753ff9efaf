import type { Finder, Finding } from '../detect/finder';
import { type Json, type JsonObject, MAX_DEPTH, put } from '../json';
import { tryKeptNumber } from '../numbers';
import { DROPPED } from '../path/path-tree';
import { Rejection } from '../rejection';
import type { Replacement } from './actions';

/** Numbers below have fewer digits than anything that is found in a number. */
const SMALLEST = 10_000_000;
/** Keys known to hold nothing; keys of data, which never come again, must not fill the memory. */
const MAX_KEYS = 10_000;
const MAX_KEY_LENGTH = 64;

/**
 * Takes what detectors find out of all texts of an event: values, numbers whose digits are one finding as a whole, and
 * keys.
 */
export class Scrubber {
  private readonly cleanKeys = new Set<string>();

  public constructor(
    private readonly finder: Finder,
    private readonly replacement: Replacement,
  ) {}

  /** @returns The event, changed in place where it is an object or a list */
  public scrub(event: Json): Json {
    const scrubbed = this.scrubValue(event, 0);
    return scrubbed === DROPPED ? null : scrubbed;
  }

  private scrubValue(value: Json, depth: number): Json | typeof DROPPED {
    if (typeof value === 'string') return this.scrubText(value);
    if (typeof value === 'number') return this.scrubNumber(value, String(value));
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= MAX_DEPTH) throw new Rejection('too-deep');
    return Array.isArray(value) ? this.scrubList(value, depth) : this.scrubObject(value, depth);
  }

  private scrubText(text: string): string | typeof DROPPED {
    const kept = tryKeptNumber(text);
    if (kept !== undefined) return this.scrubNumber(text, kept);
    const found = this.finder.find(text);
    return found === undefined ? text : this.replaceAll(text, found);
  }

  private scrubNumber<Value extends string | number>(value: Value, digits: string): Value | string | typeof DROPPED {
    if (typeof value === 'number' && !(value >= SMALLEST && Number.isInteger(value))) return value;
    const [first] = this.finder.find(digits) ?? [];
    return first?.start === 0 && first.end === digits.length ? this.replaceAll(digits, [first]) : value;
  }

  private replaceAll(text: string, found: readonly Finding[]): string | typeof DROPPED {
    let replaced = '';
    let last = 0;
    for (const { kind, written, start, end } of found) {
      const one = this.replacement(written, kind);
      if (one === undefined) return DROPPED;
      replaced += text.slice(last, start) + one;
      last = end;
    }
    return replaced + text.slice(last);
  }

  private scrubList(list: Json[], depth: number): Json[] {
    let kept = 0;
    for (const element of list) {
      const scrubbed = this.scrubValue(element, depth + 1);
      if (scrubbed !== DROPPED) list[kept++] = scrubbed;
    }
    list.length = kept;
    return list;
  }

  private scrubObject(object: JsonObject, depth: number): JsonObject {
    let renamed = false;
    for (const key of Object.keys(object)) {
      const value = object[key] as Json;
      const scrubbed = this.scrubValue(value, depth + 1);
      if (scrubbed === DROPPED) delete object[key];
      // The member is the object's own, so that an assignment to __proto__ is plain here.
      else if (scrubbed !== value) object[key] = scrubbed;
      renamed ||= !this.isClean(key);
    }
    return renamed ? this.renameKeys(object) : object;
  }

  private isClean(key: string): boolean {
    if (this.cleanKeys.has(key)) return true;
    if (this.finder.find(key) !== undefined) return false;
    if (key.length <= MAX_KEY_LENGTH && this.cleanKeys.size < MAX_KEYS) this.cleanKeys.add(key);
    return true;
  }

  private renameKeys(object: JsonObject): JsonObject {
    const renamed: JsonObject = {};
    const counts = new Map<string, number>();
    for (const key of Object.keys(object)) {
      const found = this.finder.find(key);
      const name = found === undefined ? key : this.replaceAll(key, found);
      if (name === DROPPED) continue;
      put(renamed, found === undefined ? key : freeName(name, [renamed, object], counts), object[key] as Json);
    }
    return renamed;
  }
}

/** Two keys that are masked alike stay two members: `[email]`, `[email]_2`. Where the last one ended, the next begins. */
function freeName(name: string, taken: readonly JsonObject[], counts: Map<string, number>): string {
  let count = counts.get(name) ?? 0;
  let free: string;
  do {
    count++;
    free = count === 1 ? name : `${name}_${count}`;
  } while (taken.some((object) => Object.hasOwn(object, free)));
  counts.set(name, count);
  return free;
}
