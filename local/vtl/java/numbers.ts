import { bigDecimalText, doubleText } from './number-text';
import { defineType, JavaException, JavaObject, type JavaType, type MethodRow, type Value } from './value';

export type JavaNumber = number | JavaLong | JavaDouble | JavaBigInteger | JavaBigDecimal;

const NUMBER = ['Number', 'Comparable'] as const;

/** `compareTo` of another class: Java casts and fails. */
export const WRONG_COMPARISON: MethodRow<Value> = [
  'compareTo',
  ['Object'],
  () => {
    throw new JavaException('ClassCastException', '');
  },
];

/** Methods every number has, and static ones: templates reach `Integer.parseInt` through any Integer. */
const NUMBER_METHODS: readonly MethodRow<JavaNumber>[] = [
  WRONG_COMPARISON,
  ['intValue', [], (self) => toInt(toInteger(self))],
  ['shortValue', [], (self) => Number(BigInt.asIntN(16, toInteger(self)))],
  ['byteValue', [], (self) => Number(BigInt.asIntN(8, toInteger(self)))],
  ['longValue', [], (self) => longOf(toInteger(self))],
  ['doubleValue', [], (self) => new JavaDouble(toDouble(self))],
  ['floatValue', [], (self) => new JavaDouble(Math.fround(toDouble(self)))],
];

export const INTEGER: JavaType = defineType<number>('Integer', NUMBER, [
  ...NUMBER_METHODS,
  ['compareTo', ['Integer'], (self, [other]) => Math.sign(self - Number(other))],
  ['parseInt', ['String'], (_, [text]) => parseInteger(String(text), 10)],
  ['parseInt', ['String', 'int'], (_, [text, radix]) => parseInteger(String(text), Number(radix))],
  ['valueOf', ['String'], (_, [text]) => parseInteger(String(text), 10)],
  ['valueOf', ['int'], (_, [value]) => value],
  ['toString', ['int'], (_, [value]) => String(value)],
  ['toString', ['int', 'int'], (_, [value, radix]) => Number(value).toString(radixOf(Number(radix)))],
  ['toHexString', ['int'], (_, [value]) => (Number(value) >>> 0).toString(16)],
  ['toOctalString', ['int'], (_, [value]) => (Number(value) >>> 0).toString(8)],
  ['toBinaryString', ['int'], (_, [value]) => (Number(value) >>> 0).toString(2)],
  ['compare', ['int', 'int'], (_, [a, b]) => Math.sign(Number(a) - Number(b))],
  ['signum', ['int'], (_, [value]) => Math.sign(Number(value))],
  ['max', ['int', 'int'], (_, [a, b]) => Math.max(Number(a), Number(b))],
  ['min', ['int', 'int'], (_, [a, b]) => Math.min(Number(a), Number(b))],
  ['sum', ['int', 'int'], (_, [a, b]) => (Number(a) + Number(b)) | 0],
]);

export class JavaLong extends JavaObject {
  constructor(public readonly value: bigint) {
    super();
  }
  public override get type(): JavaType {
    return LONG;
  }
  public override toText(): string {
    return String(this.value);
  }
  public override equals(other: Value): boolean {
    return other instanceof JavaLong && other.value === this.value;
  }
  public override hashCode(): number {
    return Number(BigInt.asIntN(32, this.value ^ (BigInt.asUintN(64, this.value) >> 32n)));
  }
}

export class JavaDouble extends JavaObject {
  constructor(public readonly value: number) {
    super();
  }
  public override get type(): JavaType {
    return DOUBLE;
  }
  public override toText(): string {
    return doubleText(this.value);
  }
  public override equals(other: Value): boolean {
    return other instanceof JavaDouble && Object.is(other.value, this.value);
  }
  public override hashCode(): number {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, this.value);
    return view.getInt32(0) ^ view.getInt32(4);
  }
}

export class JavaBigInteger extends JavaObject {
  constructor(public readonly value: bigint) {
    super();
  }
  public override get type(): JavaType {
    return BIG_INTEGER;
  }
  public override toText(): string {
    return String(this.value);
  }
  public override equals(other: Value): boolean {
    return other instanceof JavaBigInteger && other.value === this.value;
  }
}

/** unscaled x 10^-scale */
export class JavaBigDecimal extends JavaObject {
  constructor(
    public readonly unscaled: bigint,
    public readonly scale: number,
  ) {
    super();
  }
  public override get type(): JavaType {
    return BIG_DECIMAL;
  }
  public override toText(): string {
    return bigDecimalText(this.unscaled, this.scale);
  }
  public override equals(other: Value): boolean {
    return other instanceof JavaBigDecimal && other.unscaled === this.unscaled && other.scale === this.scale;
  }
}

const LONG: JavaType = defineType<JavaLong>('Long', NUMBER, [
  ...NUMBER_METHODS,
  ['compareTo', ['Long'], (self, [other]) => compareBig(self.value, toInteger(other as JavaNumber))],
  ['parseLong', ['String'], (_, [text]) => longOf(parseBig(String(text), 64))],
  ['valueOf', ['String'], (_, [text]) => longOf(parseBig(String(text), 64))],
  ['toHexString', ['long'], (_, [v]) => BigInt.asUintN(64, toInteger(v as JavaNumber)).toString(16)],
]);

const DOUBLE: JavaType = defineType<JavaDouble>('Double', NUMBER, [
  ...NUMBER_METHODS,
  ['compareTo', ['Double'], (self, [other]) => Math.sign(self.value - toDouble(other as JavaNumber))],
  ['isNaN', [], (self) => Number.isNaN(self.value)],
  ['isInfinite', [], (self) => Math.abs(self.value) === Number.POSITIVE_INFINITY],
  ['parseDouble', ['String'], (_, [text]) => parseDouble(String(text))],
  ['valueOf', ['String'], (_, [text]) => parseDouble(String(text))],
]);

const BIG_INTEGER: JavaType = defineType<JavaBigInteger>('BigInteger', NUMBER, NUMBER_METHODS);
const BIG_DECIMAL: JavaType = defineType<JavaBigDecimal>('BigDecimal', NUMBER, [
  ...NUMBER_METHODS,
  ['scale', [], (self) => self.scale],
  ['toPlainString', [], (self) => plainText(self)],
]);

export function isNumber(value: Value | undefined): value is JavaNumber {
  return (
    typeof value === 'number' ||
    value instanceof JavaLong ||
    value instanceof JavaDouble ||
    value instanceof JavaBigInteger ||
    value instanceof JavaBigDecimal
  );
}

/** The number as an integer, fraction dropped. */
export function toInteger(value: JavaNumber): bigint {
  if (typeof value === 'number') return BigInt(value);
  if (value instanceof JavaLong || value instanceof JavaBigInteger) return value.value;
  if (value instanceof JavaDouble) return doubleToLong(value.value);
  return value.scale >= 0 ? value.unscaled / 10n ** BigInt(value.scale) : value.unscaled * 10n ** BigInt(-value.scale);
}

export function toDouble(value: JavaNumber): number {
  if (typeof value === 'number') return value;
  if (value instanceof JavaDouble) return value.value;
  return Number(value.toText());
}

/** `(int)` of an integer. */
function toInt(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

/** `Number.intValue()`: a Double saturates, everything else wraps. */
export function intValue(value: JavaNumber): number {
  if (typeof value === 'number') return value;
  if (!(value instanceof JavaDouble)) return toInt(toInteger(value));
  if (Number.isNaN(value.value)) return 0;
  return Math.max(-2147483648, Math.min(2147483647, Math.trunc(value.value)));
}

export function longOf(value: bigint): JavaLong {
  return new JavaLong(BigInt.asIntN(64, value));
}

/** The smallest of Integer, Long and BigInteger that holds `value`. */
export function integerOf(value: bigint): JavaNumber {
  if (value >= -2147483648n && value <= 2147483647n) return Number(value);
  return BigInt.asIntN(64, value) === value ? new JavaLong(value) : new JavaBigInteger(value);
}

/** `new BigDecimal(text)`; undefined for what is no number or passes the exponents this engine carries. */
export function parseBigDecimal(text: string): JavaBigDecimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,10}))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (!match || whole + fraction === '') return undefined;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > MAX_SCALE) return undefined;
  const unscaled = BigInt(whole + fraction);
  return new JavaBigDecimal(sign === '-' ? -unscaled : unscaled, scale);
}

function doubleToLong(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  if (value <= -(2 ** 63)) return -(2n ** 63n);
  return BigInt(Math.trunc(value));
}

function parseInteger(text: string, radix: number): number {
  return Number(parseBig(text, 32, radixOf(radix)));
}

function parseBig(text: string, bits: number, radix = 10): bigint {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, radix);
  const body = /^[+-]?(.+)$/.exec(text)?.[1]?.toLowerCase() ?? '';
  const failed = new JavaException('NumberFormatException', `For input string: "${text}"`);
  if (body === '' || body.length > 64) throw failed;
  let value = 0n;
  for (const char of body) {
    const digit = digits.indexOf(char);
    if (digit < 0) throw failed;
    value = value * BigInt(radix) + BigInt(digit);
  }
  if (text.startsWith('-')) value = -value;
  if (BigInt.asIntN(bits, value) !== value) throw failed;
  return value;
}

function parseDouble(text: string): JavaDouble {
  const trimmed = text.trim();
  if (/^[+-]?(?:NaN|Infinity)$/.test(trimmed))
    return new JavaDouble(Number(trimmed.replace('+NaN', 'NaN').replace('-NaN', 'NaN')));
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?$/.test(trimmed)) {
    throw new JavaException(
      'NumberFormatException',
      trimmed === '' ? 'empty String' : `For input string: "${trimmed}"`,
    );
  }
  return new JavaDouble(Number(trimmed.replace(/[fFdD]$/, '')));
}

function radixOf(radix: number): number {
  return radix >= 2 && radix <= 36 ? radix : 10;
}

function compareBig(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function plainText(value: JavaBigDecimal): string {
  const scale = Math.max(0, value.scale);
  const unscaled = value.scale < 0 ? value.unscaled * 10n ** BigInt(-value.scale) : value.unscaled;
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return unscaled < 0n ? `-${text}` : text;
}

/** Exponents beyond this would take more memory than a template is worth. */
const MAX_SCALE = 10_000;
