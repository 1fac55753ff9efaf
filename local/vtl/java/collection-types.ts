import {
  JavaArray,
  JavaCollection,
  type JavaEntry,
  type JavaIterator,
  JavaList,
  JavaMap,
  MapView,
} from './collections';
import { intValue, type JavaNumber } from './numbers';
import { javaEquals } from './text';
import { type CallBudget, defineType, JavaException, type JavaType, type MethodRow, type Value } from './value';

/** Methods of every `Collection`. */
const COLLECTION_METHODS: readonly MethodRow<JavaCollection>[] = [
  ['size', [], (self) => self.items.length],
  ['isEmpty', [], (self) => self.items.length === 0],
  ['contains', ['Object'], (self, [item = null]) => positionOf(self, item) >= 0],
  [
    'containsAll',
    ['Collection'],
    (self, [other = null]) => itemsOf(other).every((item) => positionOf(self, item) >= 0),
  ],
  ['iterator', [], (self) => self.iterate()],
  ['toArray', [], (self) => new JavaArray([...self.items])],
];

/** What a collection that can shrink adds: lists and the views of a map. */
const LIST_METHODS: readonly MethodRow<JavaList>[] = [
  ['get', ['int'], (self, [index]) => self.items[checked(self, index, 0)] ?? null],
  ['set', ['int', 'Object'], (self, [index, value = null]) => exchange(self, checked(self, index, 0), value)],
  ['add', ['Object'], (self, [value = null], budget) => insert(self, self.items.length, [value], budget)],
  [
    'add',
    ['int', 'Object'],
    (self, [index, value = null], budget) => {
      insert(self, checked(self, index, 1), [value], budget);
      return undefined;
    },
  ],
  ['addAll', ['Collection'], (self, [other = null], budget) => insert(self, self.items.length, itemsOf(other), budget)],
  [
    'addAll',
    ['int', 'Collection'],
    (self, [index, other = null], budget) => insert(self, checked(self, index, 1), itemsOf(other), budget),
  ],
  ['remove', ['int'], (self, [index]) => removeAt(self, checked(self, index, 0))],
  ['remove', ['Object'], (self, [value = null]) => removeFirst(self, value)],
  ['removeAll', ['Collection'], (self, [other = null]) => keep(self, (item) => !has(itemsOf(other), item))],
  ['retainAll', ['Collection'], (self, [other = null]) => keep(self, (item) => has(itemsOf(other), item))],
  [
    'clear',
    [],
    (self) => {
      keep(self, () => false);
      return undefined;
    },
  ],
  ['indexOf', ['Object'], (self, [value = null]) => positionOf(self, value)],
  ['lastIndexOf', ['Object'], (self, [value = null]) => lastPositionOf(self, value)],
  ['subList', ['int', 'int'], (self, [from, to]) => subList(self, Number(from), Number(to))],
];

const MAP_METHODS: readonly MethodRow<JavaMap>[] = [
  ['size', [], (self) => self.size],
  ['isEmpty', [], (self) => self.size === 0],
  ['get', ['Object'], (self, [key = null]) => self.get(key)],
  ['getOrDefault', ['Object', 'Object'], (self, [key = null, other = null]) => (self.has(key) ? self.get(key) : other)],
  ['put', ['Object', 'Object'], (self, [key = null, value = null]) => self.put(key, value)],
  ['putIfAbsent', ['Object', 'Object'], (self, [key = null, value = null]) => self.get(key) ?? self.put(key, value)],
  [
    'putAll',
    ['Map'],
    (self, [other = null]) => {
      if (!(other instanceof JavaMap)) throw new JavaException('NullPointerException', '');
      for (const { key, value } of other.entries()) self.put(key, value);
      return undefined;
    },
  ],
  [
    'replace',
    ['Object', 'Object'],
    (self, [key = null, value = null]) => (self.has(key) ? self.put(key, value) : null),
  ],
  ['remove', ['Object'], (self, [key = null]) => self.remove(key)],
  [
    'remove',
    ['Object', 'Object'],
    (self, [key = null, value = null]) => {
      if (!self.has(key) || !javaEquals(self.get(key), value)) return false;
      self.remove(key);
      return true;
    },
  ],
  ['containsKey', ['Object'], (self, [key = null]) => self.has(key)],
  ['containsValue', ['Object'], (self, [value = null]) => self.entries().some((e) => javaEquals(e.value, value))],
  ['keySet', [], (self) => new MapView(self, 'keys')],
  ['values', [], (self) => new MapView(self, 'values')],
  ['entrySet', [], (self) => new MapView(self, 'entries')],
  [
    'clear',
    [],
    (self) => {
      self.clear();
      return undefined;
    },
  ],
];

export const COLLECTION: JavaType = defineType('Set', ['Collection', 'Iterable'], COLLECTION_METHODS);
export const LIST: JavaType = defineType('ArrayList', ['List'], LIST_METHODS, COLLECTION);
export const JSON_ARRAY: JavaType = defineType<JavaList>(
  'JSONArray',
  [],
  [['toJSONString', [], (self) => self.toText()]],
  LIST,
);
export const LINKED_MAP: JavaType = defineType('LinkedHashMap', ['Map', 'HashMap'], MAP_METHODS);
export const ENTRY: JavaType = defineType<JavaEntry>(
  'Entry',
  [],
  [
    ['getKey', [], (self) => self.key],
    ['getValue', [], (self) => self.value],
    ['setValue', ['Object'], (self, [value = null]) => self.setValue(value)],
  ],
);
export const ITERATOR: JavaType = defineType<JavaIterator>(
  'Iterator',
  [],
  [
    ['hasNext', [], (self) => self.hasNext()],
    ['next', [], (self) => self.next()],
  ],
);

function itemsOf(value: Value): Value[] {
  if (value instanceof JavaCollection) return [...value.items];
  throw new JavaException('NullPointerException', '');
}

function has(items: readonly Value[], value: Value): boolean {
  return items.some((item) => javaEquals(value, item));
}

function positionOf(self: JavaCollection, value: Value): number {
  return self.items.findIndex((item) => javaEquals(value, item));
}

function lastPositionOf(self: JavaCollection, value: Value): number {
  const { items } = self;
  for (let index = items.length - 1; index >= 0; index--) if (javaEquals(value, items[index] ?? null)) return index;
  return -1;
}

function checked(self: JavaList, index: Value | undefined, extra: 0 | 1): number {
  const position = intValue(index as JavaNumber);
  const size = self.items.length;
  if (position >= 0 && position < size + extra) return position;
  const detail = extra ? `Index: ${position}, Size: ${size}` : `Index ${position} out of bounds for length ${size}`;
  throw new JavaException('IndexOutOfBoundsException', detail);
}

function exchange(self: JavaList, index: number, value: Value): Value {
  const old = self.items[index] ?? null;
  self.items[index] = value;
  self.source?.change();
  return old;
}

function insert(self: JavaList, index: number, values: readonly Value[], budget: CallBudget): boolean {
  refuseFixed(self);
  budget.checkLength(self.items.length + values.length);
  self.items.splice(index, 0, ...values);
  self.touch();
  return values.length > 0;
}

function removeAt(self: JavaList, index: number): Value {
  refuseFixed(self);
  self.touch();
  return self.items.splice(index, 1)[0] ?? null;
}

function removeFirst(self: JavaList, value: Value): boolean {
  const index = positionOf(self, value);
  if (index >= 0) removeAt(self, index);
  return index >= 0;
}

function keep(self: JavaList, wanted: (item: Value) => boolean): boolean {
  const kept = self.items.filter(wanted);
  if (kept.length === self.items.length) return false;
  refuseFixed(self);
  self.items.splice(0, self.items.length, ...kept);
  self.touch();
  return true;
}

function subList(self: JavaList, from: number, to: number): Value {
  if (from < 0) throw new JavaException('IndexOutOfBoundsException', `fromIndex = ${from}`);
  if (to > self.items.length) throw new JavaException('IndexOutOfBoundsException', `toIndex = ${to}`);
  if (from > to) throw new JavaException('IllegalArgumentException', `fromIndex(${from}) > toIndex(${to})`);
  return new JavaList(self.items.slice(from, to));
}

/** A Java array cannot grow or shrink. */
function refuseFixed(self: JavaCollection): void {
  if (self instanceof JavaArray) throw new JavaException('UnsupportedOperationException', '');
}
