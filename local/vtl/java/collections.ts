import type { JsonSource } from '../json/source';
import { writeJson } from '../json/write';
import { COLLECTION, ITERATOR, JSON_ARRAY, LIST } from './collection-types';
import type { JavaMap } from './map';
import { hashCode, javaEquals, textOf } from './text';
import { JavaException, type JavaIterable, JavaObject, type JavaType, type Value } from './value';

export { JavaEntry, JavaMap } from './map';

/** A collection that keeps its items in an array or derives them from something else. */
export abstract class JavaCollection extends JavaObject implements JavaObject {
  /** The items now. Whoever changes them calls `touch`. */
  public abstract readonly items: Value[];
  private touched = 0;

  public override get type(): JavaType {
    return COLLECTION;
  }

  /** Counts changes of size, so that a loop over a collection that changes fails as it does in Java. */
  public get changes(): number {
    return this.touched;
  }

  public touch(): void {
    this.touched++;
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

/** `keySet()`, `values()` or `entrySet()`: always what the map holds now. */
export class MapView extends JavaCollection {
  constructor(
    public readonly map: JavaMap,
    private readonly part: 'keys' | 'values' | 'entries',
  ) {
    super();
  }

  /** A view has no changes of its own: a loop over it watches the map. */
  public override get changes(): number {
    return this.map.changes;
  }

  public override get items(): Value[] {
    if (this.part === 'keys') return this.map.allKeys();
    const entries = this.map.entries();
    return this.part === 'entries' ? entries : entries.map(({ value }) => value);
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
