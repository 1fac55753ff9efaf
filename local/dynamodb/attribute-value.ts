import { compareNumbers, normalNumber } from './decimal';
import { invalid } from './fault';

/** A value as it is on the wire, read and checked. Bytes are base64 text. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

export type ValueType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';
export type Item = { readonly [attribute: string]: AttributeValue };

const READERS: { readonly [type in ValueType]: (value: unknown) => AttributeValue } = {
  S: (value) => ({ S: text(value) }),
  N: (value) => ({ N: normalNumber(text(value)) }),
  B: (value) => ({ B: text(value) }),
  BOOL: (value) => {
    if (typeof value !== 'boolean') throw malformed('BOOL must be true or false');
    return { BOOL: value };
  },
  NULL: (value) => {
    if (value !== true)
      throw invalid(
        'One or more parameter values were invalid: Null attribute value types must have the value of true',
      );
    return { NULL: true };
  },
  SS: (value) => ({ SS: distinct(list(value).map(text)) }),
  NS: (value) => ({ NS: distinct(list(value).map((member) => normalNumber(text(member)))) }),
  BS: (value) => ({ BS: distinct(list(value).map(text)) }),
  L: (value) => ({ L: list(value).map(readValue) }),
  M: (value) => ({ M: readItem(value) }),
};

/** @throws DynamoDbFault */
export function readItem(value: unknown): Item {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('a map of attributes is expected');
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readValue(member)]));
}

/** @throws DynamoDbFault */
function readValue(value: unknown): AttributeValue {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const known = members.filter(([type]) => Object.hasOwn(READERS, type));
  const [first] = known;
  if (first === undefined || known.length !== 1) {
    throw invalid(
      known.length === 0
        ? 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'
        : 'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  const [type, member] = first;
  return READERS[type as ValueType](member);
}

export function typeOf(value: AttributeValue): ValueType {
  return Object.keys(value)[0] as ValueType;
}

/** Whether two values are the same: numbers by their value, sets in any order. */
export function isEqual(one: AttributeValue, other: AttributeValue): boolean {
  if (typeOf(one) !== typeOf(other)) return false;
  return canonical(one) === canonical(other);
}

/** Below 0, 0 or above 0; undefined for types that have no order, or two different ones. */
export function tryCompare(one: AttributeValue, other: AttributeValue): number | undefined {
  if ('N' in one && 'N' in other) return compareNumbers(one.N, other.N);
  if ('S' in one && 'S' in other) return Buffer.compare(Buffer.from(one.S), Buffer.from(other.S));
  if ('B' in one && 'B' in other) return Buffer.compare(Buffer.from(one.B, 'base64'), Buffer.from(other.B, 'base64'));
  return undefined;
}

/** Characters, bytes or members; undefined for types that have no size. */
export function trySize(value: AttributeValue): number | undefined {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('B' in value) return Buffer.from(value.B, 'base64').length;
  if ('M' in value) return Object.keys(value.M).length;
  const [members] = Object.values(value);
  return Array.isArray(members) ? members.length : undefined;
}

/** What a list or a map takes beside its members, and each of these. */
const CONTAINER = 3;
const MEMBER = 1;

/** Bytes of an item: of its names, and of its values. Source: DynamoDB developer guide, "Item sizes and formats". */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce((size, [name, value]) => size + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue(value: AttributeValue): number {
  if ('M' in value) return CONTAINER + MEMBER * Object.keys(value.M).length + sizeOf(value.M);
  if ('L' in value) return value.L.reduce((size, member) => size + MEMBER + sizeOfValue(member), CONTAINER);
  const [type, content] = Object.entries(value)[0] ?? [];
  const measure = SIZES[type ?? ''] ?? (() => 1);
  return [content].flat().reduce<number>((size, member) => size + measure(String(member)), 0);
}

const SIZES: { readonly [type: string]: (text: string) => number } = {
  ...{ S: Buffer.byteLength, SS: Buffer.byteLength },
  ...{ B: sizeOfBytes, BS: sizeOfBytes },
  ...{ N: sizeOfNumber, NS: sizeOfNumber },
};

function sizeOfBytes(base64: string): number {
  return Buffer.from(base64, 'base64').length;
}

/** A byte for two digits, and one more; another one for a sign. */
function sizeOfNumber(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + (text.startsWith('-') ? 2 : 1);
}

/** One text for equal values. */
export function canonical(value: AttributeValue): string {
  if ('M' in value) {
    const members = Object.entries(value.M).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
  }
  if ('L' in value) return `[${value.L.map(canonical).join()}]`;
  const [type, member] = Object.entries(value)[0] ?? [];
  return JSON.stringify({ [type ?? '']: Array.isArray(member) ? [...member].sort() : member });
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw malformed('a text is expected');
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed('a list is expected');
  return value;
}

function distinct(members: readonly string[]): readonly string[] {
  if (members.length === 0) throw invalid('One or more parameter values were invalid: An set may not be empty');
  if (new Set(members).size === members.length) return members;
  throw invalid('One or more parameter values were invalid: Input collection contains duplicates.');
}

function malformed(message: string) {
  return invalid(`The attribute value is malformed: ${message}`);
}
