import { JavaObject, type Value } from './value';

/** What Java's `toString()` gives. Null for null, and for a #define that nests too deeply. */
export function toText(value: Value): string | null {
  if (typeof value === 'string' || value === null) return value;
  return value instanceof JavaObject ? value.toText() : String(value);
}

/** `String.valueOf`: as `toText`, with "null" for null. */
export function textOf(value: Value): string {
  return toText(value) ?? 'null';
}

/** Java's `equals`; null equals null. */
export function javaEquals(left: Value, right: Value): boolean {
  return left instanceof JavaObject ? left.equals(right) : left === right;
}

/** Java's `hashCode`; 0 for null. */
export function hashCode(value: Value): number {
  if (value instanceof JavaObject) return value.hashCode();
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  let hash = 0;
  for (let index = 0; index < (value?.length ?? 0); index++) {
    hash = (Math.imul(31, hash) + (value?.charCodeAt(index) ?? 0)) | 0;
  }
  return hash;
}

/** `String.trim`: everything up to U+0020. */
export function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && (text[start] ?? '') <= ' ') start++;
  while (end > start && (text[end - 1] ?? '') <= ' ') end--;
  return text.slice(start, end);
}
