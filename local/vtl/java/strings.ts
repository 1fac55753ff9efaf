import { JavaRegex } from '../regex/regex';
import { JavaArray, JavaCollection } from './collections';
import { JavaDouble, type JavaNumber, toInteger, WRONG_COMPARISON } from './numbers';
import { hashCode, textOf, trim } from './text';
import {
  type CallBudget,
  defineType,
  JavaException,
  JavaObject,
  type JavaType,
  type MethodRow,
  type Value,
} from './value';

/** `Character`, as `charAt` gives one. */
class JavaChar extends JavaObject {
  constructor(public readonly char: string) {
    super();
  }
  public override get type(): JavaType {
    return CHARACTER;
  }
  public override toText(): string {
    return this.char;
  }
  public override equals(other: Value): boolean {
    return other instanceof JavaChar && other.char === this.char;
  }
  public override hashCode(): number {
    return this.char.charCodeAt(0);
  }
}

const CHARACTER: JavaType = defineType<JavaChar>(
  'Character',
  ['Comparable'],
  [
    WRONG_COMPARISON,
    ['charValue', [], (self) => self],
    ['compareTo', ['Character'], (self, [other]) => self.hashCode() - hashCode(other ?? null)],
  ],
);

const SEARCH: readonly MethodRow<string>[] = [
  ['contains', ['CharSequence'], (self, [text]) => self.includes(str(text))],
  ['startsWith', ['String'], (self, [text]) => self.startsWith(str(text))],
  ['startsWith', ['String', 'int'], (self, [text, at]) => int(at) >= 0 && self.startsWith(str(text), int(at))],
  ['endsWith', ['String'], (self, [text]) => self.endsWith(str(text))],
  ['indexOf', ['String'], (self, [text]) => self.indexOf(str(text))],
  ['indexOf', ['int'], (self, [code]) => self.indexOf(codePoint(code))],
  ['indexOf', ['String', 'int'], (self, [text, from]) => self.indexOf(str(text), int(from))],
  ['indexOf', ['int', 'int'], (self, [code, from]) => indexFrom(self, codePoint(code), int(from))],
  ['lastIndexOf', ['String'], (self, [text]) => self.lastIndexOf(str(text))],
  ['lastIndexOf', ['int'], (self, [code]) => self.lastIndexOf(codePoint(code))],
  [
    'lastIndexOf',
    ['String', 'int'],
    (self, [text, from]) => (int(from) < 0 ? -1 : self.lastIndexOf(str(text), int(from))),
  ],
  [
    'lastIndexOf',
    ['int', 'int'],
    (self, [c, from]) => (int(from) < 0 ? -1 : self.lastIndexOf(codePoint(c), int(from))),
  ],
];

const PARTS: readonly MethodRow<string>[] = [
  ['length', [], (self) => self.length],
  ['isEmpty', [], (self) => self === ''],
  ['isBlank', [], (self) => strip(self, true, true) === ''],
  ['charAt', ['int'], (self, [index]) => new JavaChar(self[checkIndex(self, int(index))] ?? '')],
  ['codePointAt', ['int'], (self, [index]) => self.codePointAt(checkIndex(self, int(index))) ?? 0],
  ['substring', ['int'], (self, [from]) => substring(self, int(from), self.length)],
  ['substring', ['int', 'int'], (self, [from, to]) => substring(self, int(from), int(to))],
  ['subSequence', ['int', 'int'], (self, [from, to]) => substring(self, int(from), int(to))],
  ['trim', [], (self) => trim(self)],
  ['strip', [], (self) => strip(self, true, true)],
  ['stripLeading', [], (self) => strip(self, true, false)],
  ['stripTrailing', [], (self) => strip(self, false, true)],
  ['toLowerCase', [], (self) => self.toLowerCase()],
  ['toUpperCase', [], (self) => self.toUpperCase()],
  ['concat', ['String'], (self, [text], budget) => bounded(self + str(text), budget)],
  [
    'repeat',
    ['int'],
    (self, [count], budget) => {
      if (int(count) < 0) throw new JavaException('IllegalArgumentException', `count is negative: ${int(count)}`);
      budget.checkLength(self.length * int(count));
      return self.repeat(int(count));
    },
  ],
  ['intern', [], (self) => self],
  ['toCharArray', [], (self) => new JavaArray([...Array(self.length).keys()].map((i) => new JavaChar(self[i] ?? '')))],
  ['getBytes', [], (self) => new JavaArray([...Buffer.from(self, 'utf8')].map((byte) => (byte << 24) >> 24))],
];

const COMPARISONS: readonly MethodRow<string>[] = [
  WRONG_COMPARISON,
  ['equalsIgnoreCase', ['String'], (self, [other]) => typeof other === 'string' && fold(self) === fold(other)],
  ['contentEquals', ['CharSequence'], (self, [other]) => self === str(other)],
  ['compareTo', ['String'], (self, [other]) => compare(self, str(other))],
  ['compareToIgnoreCase', ['String'], (self, [other]) => compare(fold(self), fold(str(other)))],
];

const REPLACEMENTS: readonly MethodRow<string>[] = [
  [
    'replace',
    ['CharSequence', 'CharSequence'],
    (self, [from, to], budget) => bounded(self.split(str(from)).join(str(to)), budget, self, str(from), str(to)),
  ],
  ['replace', ['char', 'char'], (self, [from, to]) => self.split(textOf(from ?? null)).join(textOf(to ?? null))],
  [
    'replaceAll',
    ['String', 'String'],
    (self, [re, by], budget) => JavaRegex.of(str(re)).replace(self, str(by), true, budget),
  ],
  [
    'replaceFirst',
    ['String', 'String'],
    (self, [re, by], budget) => JavaRegex.of(str(re)).replace(self, str(by), false, budget),
  ],
  ['matches', ['String'], (self, [re], budget) => JavaRegex.of(str(re)).matches(self, budget)],
  ['split', ['String'], (self, [re], budget) => new JavaArray(JavaRegex.of(str(re)).split(self, 0, budget))],
  [
    'split',
    ['String', 'int'],
    (self, [re, limit], budget) => new JavaArray(JavaRegex.of(str(re)).split(self, int(limit), budget)),
  ],
];

/** Static methods, reached through any string. */
const STATICS: readonly MethodRow<string>[] = [
  ['valueOf', ['Object'], (_, [value = null]) => textOf(value)],
  [
    'join',
    ['CharSequence', 'Iterable'],
    (_, [by, list]) => (list instanceof JavaCollection ? list.items.map(textOf).join(str(by)) : ''),
  ],
  ['format', ['String', 'Object[]'], (_, [format, ...args], budget) => bounded(javaFormat(str(format), args), budget)],
  ['formatted', ['Object[]'], (self, args, budget) => bounded(javaFormat(self, args), budget)],
];

export const STRING: JavaType = defineType<string>(
  'String',
  ['CharSequence', 'Comparable'],
  [...PARTS, ...SEARCH, ...COMPARISONS, ...REPLACEMENTS, ...STATICS],
);

export const BOOLEAN: JavaType = defineType<boolean>(
  'Boolean',
  ['Comparable'],
  [
    WRONG_COMPARISON,
    ['booleanValue', [], (self) => self],
    ['compareTo', ['Boolean'], (self, [other]) => Number(self) - Number(other)],
    ['parseBoolean', ['String'], (_, [text]) => typeof text === 'string' && text.toLowerCase() === 'true'],
    ['valueOf', ['String'], (_, [text]) => typeof text === 'string' && text.toLowerCase() === 'true'],
  ],
);

function str(value: Value | undefined): string {
  if (value === null || value === undefined) throw new JavaException('NullPointerException', '');
  return textOf(value);
}

function int(value: Value | undefined): number {
  return Number(value);
}

function codePoint(value: Value | undefined): string {
  const code = int(value);
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\0\0not a character\0';
}

function indexFrom(self: string, text: string, from: number): number {
  return self.indexOf(text, from);
}

function checkIndex(self: string, index: number): number {
  if (index >= 0 && index < self.length) return index;
  throw new JavaException('StringIndexOutOfBoundsException', `index ${index}, length ${self.length}`);
}

function substring(self: string, from: number, to: number): string {
  if (from >= 0 && from <= to && to <= self.length) return self.slice(from, to);
  throw new JavaException('StringIndexOutOfBoundsException', `begin ${from}, end ${to}, length ${self.length}`);
}

/** White space as `Character.isWhitespace` sees it: no-break spaces are none. */
const SPACE = /[^\S\u00a0\u2007\u202f\ufeff]/;

function strip(self: string, leading: boolean, trailing: boolean): string {
  let [start, end] = [0, self.length];
  while (leading && start < end && SPACE.test(self[start] ?? '')) start++;
  while (trailing && end > start && SPACE.test(self[end - 1] ?? '')) end--;
  return self.slice(start, end);
}

function fold(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function compare(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function bounded(text: string, budget: CallBudget, ..._inputs: readonly string[]): string {
  budget.checkLength(text.length);
  return text;
}

/** The conversions of `java.util.Formatter` that templates use: %s %d %x %X %o %c %b %f %e %n %%. */
function javaFormat(format: string, args: readonly Value[]): string {
  let next = 0;
  return format.replace(
    /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, at, flags, width, precision, type) => {
      if (type === 'n') return '\n';
      if (type === '%') return '%';
      const value = args[at ? Number(at) - 1 : next++];
      if (value === undefined) throw new JavaException('MissingFormatArgumentException', `Format specifier '${_}'`);
      const text = conversion(type, flags, precision === undefined ? undefined : Number(precision), value);
      const zeros = flags.includes('0') && /[dxXof]/.test(type);
      if (!width || text.length >= Number(width)) return text;
      if (flags.includes('-')) return text.padEnd(Number(width));
      return zeros
        ? text.replace(/^[+-]?/, (sign) => sign + '0'.repeat(Number(width) - text.length))
        : text.padStart(Number(width));
    },
  );
}

function conversion(type: string, flags: string, precision: number | undefined, value: Value): string {
  const upper = type === type.toUpperCase() ? (text: string) => text.toUpperCase() : (text: string) => text;
  const wrong = new JavaException('IllegalFormatConversionException', `${type} != ${textOf(value)}`);
  switch (type.toLowerCase()) {
    case 's':
      return upper(textOf(value).slice(0, precision));
    case 'b':
      return upper(String(typeof value === 'boolean' ? value : value !== null));
    case 'c':
      if (value instanceof JavaChar) return upper(value.char);
      if (typeof value === 'number') return upper(String.fromCodePoint(value));
      throw wrong;
    case 'd':
    case 'x':
    case 'o': {
      if (value === null) return upper('null');
      if (typeof value !== 'number' && !(value instanceof JavaObject && /Long|BigInteger/.test(value.type.name)))
        throw wrong;
      const number = toInteger(value as JavaNumber);
      if (type === 'd') return signed(group(String(number < 0n ? -number : number), flags), number < 0n, flags);
      const bits = typeof value === 'number' ? 32 : 64;
      return upper(BigInt.asUintN(bits, number).toString(type === 'o' ? 8 : 16));
    }
    case 'f':
    case 'e': {
      if (value === null) return upper('null');
      if (!(value instanceof JavaDouble)) throw wrong;
      const magnitude = Math.abs(value.value);
      const digits = precision ?? 6;
      if (type === 'f') return signed(group(magnitude.toFixed(Math.min(digits, 100)), flags), value.value < 0, flags);
      const text = magnitude.toExponential(Math.min(digits, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
      return upper(signed(text, value.value < 0, flags));
    }
    default:
      throw new JavaException('UnknownFormatConversionException', `Conversion = '${type}'`);
  }
}

function group(digits: string, flags: string): string {
  return flags.includes(',') ? digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',') : digits;
}

function signed(text: string, negative: boolean, flags: string): string {
  if (negative) return `-${text}`;
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
}
