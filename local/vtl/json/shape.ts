import { JavaList, JavaMap } from '../java/collections';
import { textOf } from '../java/text';
import type { Value } from '../java/value';

/** Text that json-smart writes between quotes as it stands, and the escapes it writes. */
const PLAIN = '[ !#-\\[\\]-~\\u00a0-\\u1fff\\u2100-\\uffff]*';
const STRING = `"${PLAIN}(?:\\\\["\\\\bfnrt]${PLAIN})*"`;
/** A decimal that Java prints as it stands. */
export const DECIMAL = '-?(?:[1-9]\\d{0,6}\\.(?:\\d{0,7}[1-9]|0)|0\\.[1-9](?:\\d{0,10}[1-9])?)';
const SCALAR = `(?:${STRING}|${DECIMAL}|-?[1-9]\\d*|0|true|false|null)`;

/** Keeps expressions below the 20 kB up to which V8 compiles them. */
const MAX_SIGNATURE = 500;
const CACHE_SIZE = 200;
const NONE = -1;

/** A member of a shape: its name, what its value looks like, and the shape of the value if that is an object. */
interface Member {
  readonly key: string;
  readonly pattern: string;
  readonly shape?: ObjectShape;
}

/**
 * What objects with the same keys in the same order look like in the compact JSON that json-smart writes: regular
 * expressions tell, in native code and without making a value, whether the next object is one of them, where it ends
 * and where its values stand.
 */
export class ObjectShape {
  public readonly keys: readonly string[];
  public readonly pattern: string;
  private readonly whole: RegExp;
  private readonly positions: ReadonlyMap<string, number>;
  private readonly before: (RegExp | undefined)[] = [];
  private readonly values: (RegExp | undefined)[] = [];

  constructor(private readonly members: readonly Member[]) {
    this.keys = members.map(({ key }) => key);
    this.positions = new Map(this.keys.map((key, position) => [key, position]));
    this.pattern = `\\{${members.map((member) => nameOf(member) + member.pattern).join()}\\}`;
    this.whole = new RegExp(this.pattern, 'y');
  }

  public position(key: string): number {
    return this.positions.get(key) ?? NONE;
  }

  /** The shape of the value at `position`; undefined when it is no object. */
  public shapeAt(position: number): ObjectShape | undefined {
    return this.members[position]?.shape;
  }

  /** Where the object that begins at `start` ends; -1 when it is not of this shape. */
  public tryEnd(text: string, start: number): number {
    try {
      return this.end(text, start);
    } catch (error) {
      // Millions of escapes in one string exhaust the stack of V8's regular expressions.
      if (error instanceof RangeError) return NONE;
      throw error;
    }
  }

  /** Where the object of this shape ends that begins at `start`. */
  public end(text: string, start: number): number {
    return endOf(this.whole, text, start);
  }

  /** Where the value at `position` begins, in an object of this shape that begins at `start`. */
  public valueStart(text: string, start: number, position: number): number {
    this.before[position] ??= this.compileBefore(position);
    return endOf(this.before[position], text, start);
  }

  /** Where the value at `position` ends that begins at `start`. */
  public valueEnd(text: string, start: number, position: number): number {
    this.values[position] ??= new RegExp(this.members[position]?.pattern ?? '', 'y');
    return endOf(this.values[position], text, start);
  }

  private compileBefore(position: number): RegExp {
    const parts = this.members.slice(0, position + 1).map((member, index) => {
      return index < position ? nameOf(member) + member.pattern : nameOf(member);
    });
    return new RegExp(`\\{${parts.join()}`, 'y');
  }
}

const cache = new Map<string, ObjectShape | undefined>();

/**
 * The shape of `map`, which must have been parsed from JSON as json-smart writes it; undefined for one that is too large
 * or too mixed. Shapes are kept, and so are the expressions V8 has compiled for them.
 */
export function shapeOf(map: JavaMap): ObjectShape | undefined {
  const signature = signatureOf(map);
  if (signature.length > MAX_SIGNATURE) return undefined;
  let shape = cache.get(signature);
  if (!shape) {
    shape = new ObjectShape(membersOf(map));
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(signature, shape);
  }
  return shape;
}

/** Equal for maps whose members have the same names and look alike. */
function signatureOf(value: Value): string {
  if (value instanceof JavaList) return `[${kindsOf(value).join('|')}]`;
  if (!(value instanceof JavaMap)) return '0';
  let signature = '{';
  for (let position = 0; position < value.size && signature.length <= MAX_SIGNATURE; position++) {
    signature += `"${textOf(value.keyAt(position))}":${signatureOf(value.valueAt(position))},`;
  }
  return `${signature}}`;
}

/** What the items of a list look like, each kind once. */
function kindsOf(list: JavaList): string[] {
  return [...new Set(list.items.map(signatureOf))].sort();
}

function membersOf(map: JavaMap): Member[] {
  return Array.from({ length: map.size }, (_, position) => {
    const key = textOf(map.keyAt(position));
    const value = map.valueAt(position);
    const shape = value instanceof JavaMap ? shapeOf(value) : undefined;
    return { key, pattern: patternOf(value), ...(shape ? { shape } : {}) };
  });
}

function patternOf(value: Value): string {
  if (value instanceof JavaMap) return shapeOf(value)?.pattern ?? '';
  if (!(value instanceof JavaList)) return SCALAR;
  const kinds = [...new Set(value.items.map(patternOf))];
  const item = kinds.length === 0 ? SCALAR : `(?:${kinds.join('|')})`;
  // The item stands here once only: written twice, lists in lists would double the expression each time.
  return `\\[(?:${item}(?:,(?!\\])|(?=\\])))*\\]`;
}

function nameOf({ key }: Member): string {
  return `"${key.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}":`;
}

/** Where a match at `start` ends, or -1. */
function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : NONE;
}
