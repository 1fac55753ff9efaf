import { writeJson } from '../json/write';
import { COLLECTION, ENTRY, ITERATOR, JSON_ARRAY, LINKED_MAP, LIST } from './collection-types';
import { hashCode, javaEquals, textOf } from './text';
import { JavaException, type JavaIterable, JavaObject, type JavaType, type Value } from './value';

/** A collection that keeps its items in an array or derives them from something else. */
export abstract class JavaCollection extends JavaObject implements JavaObject {
  /** The items now. Whoever changes them calls `touch`. */
  public abstract readonly items: Value[];
  /** Counts changes of size, so that a loop over a collection that changes fails as it does in Java. */
  public changes = 0;

  public override get type(): JavaType {
    return COLLECTION;
  }

  public touch(): void {
    this.changes++;
  }

  public override toText(): string {
    return `[${this.items.map((item) => (item === this ? '(this Collection)' : textOf(item))).join(', ')}]`;
  }

  public override iterate(): JavaIterator {
    return new JavaIterator(this);
  }
}

/** `ArrayList`; with `json`, json-smart's `JSONArray`, which prints as JSON. */
export class JavaList extends JavaCollection {
  constructor(
    public override readonly items: Value[],
    public readonly json = false,
  ) {
    super();
  }

  public override get type(): JavaType {
    return this.json ? JSON_ARRAY : LIST;
  }

  public override toText(): string {
    return this.json ? writeJson(this) : super.toText();
  }

  public override equals(other: Value): boolean {
    if (!(other instanceof JavaList) || other.items.length !== this.items.length) return false;
    return this.items.every((item, index) => javaEquals(item, other.items[index] ?? null));
  }

  public override hashCode(): number {
    return this.items.reduce<number>((hash, item) => (Math.imul(31, hash) + hashCode(item)) | 0, 1);
  }
}

/** `LinkedHashMap`. Keys that Java holds equal share one entry. */
export class JavaMap extends JavaObject {
  public changes = 0;
  private readonly entriesByKey = new Map<Value | string, JavaEntry>();

  public override get type(): JavaType {
    return LINKED_MAP;
  }

  /** True for a map with properties of its own, which go before its keys. */
  public get hasGetters(): boolean {
    return false;
  }

  public get size(): number {
    return this.entriesByKey.size;
  }

  public has(key: Value): boolean {
    return this.entriesByKey.has(identity(key));
  }

  /** The value of `key`; null too when there is none, as in Java. */
  public get(key: Value): Value {
    return this.entriesByKey.get(identity(key))?.value ?? null;
  }

  /** The value of a string key; undefined when there is none. */
  public find(key: string): Value | undefined {
    return this.entriesByKey.get(key)?.value;
  }

  /** Stores `value` and gives the one before it. */
  public put(key: Value, value: Value): Value {
    const id = identity(key);
    const entry = this.entriesByKey.get(id);
    if (entry) return entry.setValue(value);
    this.entriesByKey.set(id, new JavaEntry(key, value));
    this.changes++;
    return null;
  }

  public remove(key: Value): Value {
    const id = identity(key);
    const entry = this.entriesByKey.get(id);
    if (!entry) return null;
    this.entriesByKey.delete(id);
    this.changes++;
    return entry.value;
  }

  public clear(): void {
    this.entriesByKey.clear();
    this.changes++;
  }

  public entries(): IterableIterator<JavaEntry> {
    return this.entriesByKey.values();
  }

  public override toText(): string {
    const own = (value: Value) => (value === this ? '(this Map)' : textOf(value));
    return `{${[...this.entries()].map((entry) => `${own(entry.key)}=${own(entry.value)}`).join(', ')}}`;
  }

  public override equals(other: Value): boolean {
    if (!(other instanceof JavaMap) || other.size !== this.size) return false;
    return [...this.entries()].every(({ key, value }) => other.has(key) && javaEquals(value, other.get(key)));
  }

  public override hashCode(): number {
    return [...this.entries()].reduce((hash, entry) => (hash + entry.hashCode()) | 0, 0);
  }

  /** #foreach over a map gives its values. */
  public override iterate(): JavaIterable {
    return new MapView(this, (entry) => entry.value).iterate();
  }
}

export class JavaEntry extends JavaObject {
  constructor(
    public readonly key: Value,
    public value: Value,
  ) {
    super();
  }

  public override get type(): JavaType {
    return ENTRY;
  }

  public setValue(value: Value): Value {
    const old = this.value;
    this.value = value;
    return old;
  }

  public override toText(): string {
    return `${textOf(this.key)}=${textOf(this.value)}`;
  }

  public override equals(other: Value): boolean {
    return other instanceof JavaEntry && javaEquals(this.key, other.key) && javaEquals(this.value, other.value);
  }

  public override hashCode(): number {
    return hashCode(this.key) ^ hashCode(this.value);
  }
}

/** `keySet()`, `values()` or `entrySet()`: always what the map holds now. */
export class MapView extends JavaCollection {
  constructor(
    public readonly map: JavaMap,
    private readonly part: (entry: JavaEntry) => Value,
  ) {
    super();
    // A view has no changes of its own: a loop over it watches the map.
    Object.defineProperty(this, 'changes', { get: () => map.changes });
  }

  public override get items(): Value[] {
    return [...this.map.entries()].map(this.part);
  }

  public override equals(other: Value): boolean {
    if (!(other instanceof MapView)) return false;
    const others = other.items;
    return others.length === this.items.length && this.items.every((item) => others.some((o) => javaEquals(item, o)));
  }
}

/** A Java array, as `String.split` gives one: it has the methods of a list and prints its identity. */
export class JavaArray extends JavaCollection {
  constructor(public override readonly items: Value[]) {
    super();
  }

  public override get type(): JavaType {
    return LIST;
  }

  public override toText(): string {
    return '[Ljava.lang.String;@0';
  }
}

export class JavaIterator extends JavaObject implements JavaIterable {
  private readonly items: Value[];
  private readonly expected: number;
  private index = 0;

  constructor(private readonly source: JavaCollection) {
    super();
    this.items = source.items;
    this.expected = source.changes;
  }

  public override get type(): JavaType {
    return ITERATOR;
  }

  public hasNext(): boolean {
    return this.index !== (this.source instanceof MapView ? this.source.map.size : this.items.length);
  }

  public next(): Value {
    if (this.source.changes !== this.expected) throw new JavaException('ConcurrentModificationException', '');
    if (this.index >= this.items.length) throw new JavaException('NoSuchElementException', '');
    return this.items[this.index++] ?? null;
  }

  public override iterate(): JavaIterable {
    return this;
  }

  public override toText(): string {
    return 'java.util.Iterator@0';
  }
}

/** What stands for a key in the table of a map: equal keys give the same, unequal ones different. */
function identity(key: Value): Value | string {
  if (typeof key === 'string') return key;
  if (!(key instanceof JavaObject)) return key;
  const text = NUMERIC.has(key.type.name) ? key.toText() : undefined;
  // No text of a template can begin this way and be taken for it: strings are their own identity only without the mark.
  return text === undefined ? key : `\0${key.type.name}:${text}`;
}

const NUMERIC: ReadonlySet<string> = new Set(['Long', 'Double', 'BigInteger', 'BigDecimal']);
