import type { JsonSource } from '../json/source';
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
  /** Where this list stands in the text it was parsed from, as long as nothing parsed from it has changed. */
  public source: JsonSource | undefined;

  constructor(
    public override readonly items: Value[],
    public readonly json = false,
  ) {
    super();
  }

  public override touch(): void {
    super.touch();
    this.source?.change();
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

/**
 * `LinkedHashMap`. Keys that Java holds equal share one entry. Entries lie in arrays, which suits the small objects of
 * JSON; a larger map gets an index.
 */
export class JavaMap extends JavaObject {
  public changes = 0;
  /** Where this map stands in the text it was parsed from, as long as nothing parsed from it has changed. */
  public source: JsonSource | undefined;
  private readonly ids: (Value | string)[] = [];
  private readonly values: Value[] = [];
  /** Keys whose identity is not the key itself. */
  private keys: Map<number, Value> | undefined;
  private positions: Map<Value | string, number> | undefined;

  public override get type(): JavaType {
    return LINKED_MAP;
  }

  /** True for a map with properties of its own, which go before its keys. */
  public get hasGetters(): boolean {
    return false;
  }

  public get size(): number {
    return this.ids.length;
  }

  public has(key: Value): boolean {
    return this.position(identity(key)) >= 0;
  }

  /** The value of `key`; null too when there is none, as in Java. */
  public get(key: Value): Value {
    const position = this.position(identity(key));
    return this.values[position] ?? null;
  }

  /** The value of a string key; undefined when there is none. */
  public find(key: string): Value | undefined {
    const position = this.position(key);
    return this.values[position];
  }

  /** Stores `value` and gives the one before it. */
  public put(key: Value, value: Value): Value {
    this.source?.change();
    return this.store(key, value);
  }

  /** Stores an entry that is being parsed: the text stays true. */
  public store(key: Value, value: Value): Value {
    const id = identity(key);
    const position = this.position(id);
    if (position >= 0) {
      const old = this.values[position] ?? null;
      this.values[position] = value;
      return old;
    }
    if (id !== key) {
      this.keys ??= new Map();
      this.keys.set(this.ids.length, key);
    }
    this.positions?.set(id, this.ids.length);
    this.ids.push(id);
    this.values.push(value);
    this.changes++;
    return null;
  }

  /** Adds an entry whose key is a string that is not there yet. */
  public append(key: string, value: Value): void {
    this.ids.push(key);
    this.values.push(value);
  }

  public remove(key: Value): Value {
    const position = this.position(identity(key));
    if (position < 0) return null;
    const kept = this.entries().filter((_, index) => index !== position);
    const old = this.values[position] ?? null;
    this.clear();
    for (const entry of kept) this.store(entry.key, entry.value);
    return old;
  }

  public clear(): void {
    this.source?.change();
    this.ids.length = 0;
    this.values.length = 0;
    this.keys = undefined;
    this.positions = undefined;
    this.changes++;
  }

  public keyAt(position: number): Value {
    const id = this.ids[position] ?? null;
    return this.keys?.get(position) ?? id;
  }

  public valueAt(position: number): Value {
    return this.values[position] ?? null;
  }

  public entries(): JavaEntry[] {
    return this.ids.map((_, position) => new JavaEntry(this.keyAt(position), this.valueAt(position), this));
  }

  public override toText(): string {
    const own = (value: Value) => (value === this ? '(this Map)' : textOf(value));
    return `{${this.entries()
      .map((entry) => `${own(entry.key)}=${own(entry.value)}`)
      .join(', ')}}`;
  }

  public override equals(other: Value): boolean {
    if (!(other instanceof JavaMap) || other.size !== this.size) return false;
    return this.entries().every(({ key, value }) => other.has(key) && javaEquals(value, other.get(key)));
  }

  public override hashCode(): number {
    return this.entries().reduce((hash, entry) => (hash + entry.hashCode()) | 0, 0);
  }

  /** #foreach over a map gives its values. */
  public override iterate(): JavaIterable {
    return new MapView(this, (entry) => entry.value).iterate();
  }

  private position(id: Value | string): number {
    if (this.ids.length <= SCAN_LIMIT) return this.ids.indexOf(id);
    this.positions ??= new Map(this.ids.map((each, position) => [each, position]));
    return this.positions.get(id) ?? -1;
  }
}

const SCAN_LIMIT = 8;

export class JavaEntry extends JavaObject {
  constructor(
    public readonly key: Value,
    public value: Value,
    private readonly map: JavaMap,
  ) {
    super();
  }

  public override get type(): JavaType {
    return ENTRY;
  }

  public setValue(value: Value): Value {
    this.value = value;
    return this.map.put(this.key, value);
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
    return this.map.entries().map(this.part);
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
    return this.index !== this.items.length;
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
