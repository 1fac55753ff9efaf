import type { JsonSource } from '../json/source';
import { ENTRY, LINKED_MAP } from './collection-types';
import { MapView } from './collections';
import { hashCode, javaEquals, textOf } from './text';
import { type JavaIterable, JavaObject, type JavaType, type Value } from './value';

/** Entries whose values are made when they are asked for. */
export interface UnreadMembers {
  /** Each once. */
  readonly keys: readonly string[];
  /** Where `key` stands among the keys, or -1. */
  position(key: string): number;
  /** The value at a position: each is asked for once. */
  read(position: number): Value;
}

/**
 * `LinkedHashMap`. Keys that Java holds equal share one entry. Entries lie in arrays, which suits the small objects of
 * JSON; a larger map gets an index. The values of a map that is `unread` are read when they are asked for.
 */
export class JavaMap extends JavaObject {
  public changes = 0;
  private readonly ids: (Value | string)[];
  /** By position. Where nothing is, the value is yet to be read from `unread`. */
  private readonly values: Value[] = [];
  /** Keys whose identity is not the key itself. */
  private keys: Map<number, Value> | undefined;
  private positions: Map<Value | string, number> | undefined;

  /** @param source Where the map stands in the text it was parsed from, as long as nothing parsed from it has changed */
  constructor(
    private unread?: UnreadMembers,
    public source?: JsonSource,
  ) {
    super();
    this.ids = unread ? [...unread.keys] : [];
  }

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
    return this.valueAt(this.position(identity(key)));
  }

  /** The value of a string key; undefined when there is none. */
  public find(key: string): Value | undefined {
    const position = this.position(key);
    return position < 0 ? undefined : this.valueAt(position);
  }

  /** The value of a string key where it has been asked for, or stored; else undefined. */
  public tryKnown(key: string): Value | undefined {
    const position = this.position(key);
    return position < 0 ? undefined : this.values[position];
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
      const old = this.valueAt(position);
      this.values[position] = value;
      return old;
    }
    if (id !== key) {
      this.keys ??= new Map();
      this.keys.set(this.ids.length, key);
    }
    this.positions?.set(id, this.ids.length);
    this.values[this.ids.length] = value;
    this.ids.push(id);
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
    const old = this.valueAt(position);
    this.clear();
    for (const entry of kept) this.store(entry.key, entry.value);
    return old;
  }

  public clear(): void {
    this.source?.change();
    this.ids.length = 0;
    this.values.length = 0;
    this.unread = undefined;
    this.keys = undefined;
    this.positions = undefined;
    this.changes++;
  }

  public keyAt(position: number): Value {
    const id = this.ids[position] ?? null;
    return this.keys?.get(position) ?? id;
  }

  /** The value at `position`; null where there is none. */
  public valueAt(position: number): Value {
    if (position < 0) return null;
    const value = this.values[position];
    if (value !== undefined) return value;
    if (!this.unread || position >= this.ids.length) return null;
    const read = this.unread.read(position);
    this.values[position] = read;
    return read;
  }

  public allKeys(): Value[] {
    return this.keys === undefined ? [...this.ids] : this.ids.map((_, position) => this.keyAt(position));
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
    return new MapView(this, 'values').iterate();
  }

  private position(id: Value | string): number {
    if (this.unread && typeof id === 'string') {
      const position = this.unread.position(id);
      if (position >= 0 || this.ids.length === this.unread.keys.length) return position;
    }
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

/** What stands for a key in the table of a map: equal keys give the same, unequal ones different. */
function identity(key: Value): Value | string {
  if (typeof key === 'string') return key;
  if (!(key instanceof JavaObject)) return key;
  const text = NUMERIC.has(key.type.name) ? key.toText() : undefined;
  // No text of a template can begin this way and be taken for it: strings are their own identity only without the mark.
  return text === undefined ? key : `\0${key.type.name}:${text}`;
}

const NUMERIC: ReadonlySet<string> = new Set(['Long', 'Double', 'BigInteger', 'BigDecimal']);
