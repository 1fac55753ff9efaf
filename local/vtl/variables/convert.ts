import { JavaCollection, JavaMap } from '../java/collections';
import { integerOf, JavaDouble, JavaLong } from '../java/numbers';
import { textOf } from '../java/text';
import type { Value } from '../java/value';

/** A map of `$context`: recorded to print as empty text, whatever it holds. */
export class ContextMap extends JavaMap {
  public override toText(): string {
    return '';
  }
}

/** A JavaScript value of `$context` as a Java one: objects become maps, numbers the smallest type that holds them. */
export function toContextValue(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return integerOf(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? integerOf(BigInt(value)) : new JavaDouble(value);
  if (typeof value !== 'object') return String(value);
  const map = new ContextMap();
  for (const [key, item] of Object.entries(value)) map.put(key, toContextValue(item));
  return map;
}

/** Texts by name as a Java map. */
export function mapOfTexts(texts: { readonly [name: string]: string }): JavaMap {
  const map = new JavaMap();
  for (const name of Object.keys(texts)) map.append(name, texts[name] ?? null);
  return map;
}

/** A Java value as a JavaScript one. Keys become own properties, `__proto__` among them. */
export function fromValue(value: Value): unknown {
  if (value instanceof JavaMap) {
    return Object.fromEntries(value.entries().map(({ key, value: item }) => [textOf(key), fromValue(item)]));
  }
  if (value instanceof JavaCollection) return value.items.map(fromValue);
  if (value instanceof JavaDouble) return value.value;
  if (value instanceof JavaLong && Number.isSafeInteger(Number(value.value))) return Number(value.value);
  return typeof value === 'object' && value !== null ? textOf(value) : value;
}
