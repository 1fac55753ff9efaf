import { type Json, type JsonObject, MAX_DEPTH, put } from '../json';
import { Rejection } from '../rejection';

/** How keys are written. */
export type KeyCase = 'camel' | 'pascal' | 'snake' | 'kebab';

/** Boundaries of words: `HTTPServer` is two, `userId2` as well. Bounded look-arounds only. */
const WORDS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+/gu;
/** Most keys whose names are kept, and the longest. */
const MAX_KEPT = 10_000;
const MAX_KEPT_LENGTH = 64;

const JOIN: Readonly<Record<KeyCase, (words: readonly string[]) => string>> = {
  camel: ([first = '', ...others]) => first + others.map(capitalized).join(''),
  pascal: (words) => words.map(capitalized).join(''),
  snake: (words) => words.join('_'),
  kebab: (words) => words.join('-'),
};

/** Writes all keys of an event in one case. A key that would take the name of another fails the record. */
export function keyCase(form: KeyCase): (event: Json) => Json {
  const known = new Map<string, string>();
  const nameOf = (key: string): string => {
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const name = inCase(key, form);
    if (known.size < MAX_KEPT && key.length <= MAX_KEPT_LENGTH) known.set(key, name);
    return name;
  };
  const rename = (value: Json, depth: number): Json => {
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= MAX_DEPTH) throw new Rejection('too-deep');
    if (Array.isArray(value)) return value.map((element) => rename(element, depth + 1));
    const renamed: JsonObject = {};
    for (const key of Object.keys(value)) {
      const name = nameOf(key);
      if (Object.hasOwn(renamed, name)) throw new Rejection('collision');
      put(renamed, name, rename(value[key] as Json, depth + 1));
    }
    return renamed;
  };
  return (event) => rename(event, 0);
}

/** A key without letters or digits stays as it is, and so does what leads it: `_id`, `$type`. */
function inCase(key: string, form: KeyCase): string {
  const words = key.match(WORDS)?.map((word) => word.toLowerCase());
  if (words === undefined) return key;
  const [lead = ''] = /^[^\p{L}\p{N}]*/u.exec(key) ?? [];
  return lead + JOIN[form](words);
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
