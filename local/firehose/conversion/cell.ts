import type { JsonObject } from './documents';
import { RowError } from './errors';
import type { FieldReader } from './field-reader';
import type { HiveType, Primitive } from './hive-type';

/** A value as the Parquet writer takes it. */
export type Cell =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly Cell[]
  | ReadonlyMap<Cell, Cell>
  | { readonly [field: string]: Cell };

/** What a kind reads; undefined where the value does not fit. */
type Reader = (value: unknown, read: FieldReader) => Cell | undefined;

const DAY = 86_400_000;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * A JSON value as a column's.
 *
 * @param path Names the column in an error
 * @throws RowError DataFormatConversion.MalformedData where the value does not fit
 */
export function readCell(value: unknown, type: HiveType, path: string, read: FieldReader): Cell {
  if (value === undefined || value === null) return null;
  const refuse = (): never => {
    const text = JSON.stringify(value);
    const shown = text.length > 100 ? `${text.slice(0, 100)}...` : text;
    throw new RowError('DataFormatConversion.MalformedData', `${shown} is no ${type.kind} for the column '${path}'`);
  };
  switch (type.kind) {
    case 'array':
      if (!Array.isArray(value)) return refuse();
      return value.map((element: unknown) => readCell(element, type.element, path, read));
    case 'map':
      return new Map(
        Object.entries(asObject(value) ?? refuse()).map(([key, element]) => [
          readCell(key, type.key, `${path} key`, read),
          readCell(element, type.value, `${path}.${key}`, read),
        ]),
      );
    case 'struct': {
      const fields = read.fields(asObject(value) ?? refuse());
      const cells = type.fields.map(({ name, type: inner }): [string, Cell] => {
        return [name, readCell(fields(name), inner, `${path}.${name}`, read)];
      });
      return Object.fromEntries(cells);
    }
    case 'decimal':
      return readDecimal(value, type.precision, type.scale) ?? refuse();
    default:
      return READERS[type.kind](value, read) ?? refuse();
  }
}

const READERS: Readonly<Record<Primitive, Reader>> = {
  boolean: (value) => {
    const text = String(value).toLowerCase();
    return text === 'true' ? true : text === 'false' ? false : undefined;
  },
  tinyint: integer(7),
  smallint: integer(15),
  int: integer(31),
  bigint: (value) => tryInteger(value, 63),
  float: (value) => tryNumber(value),
  double: (value) => tryNumber(value),
  string: textOf,
  binary: (value) => Buffer.from(textOf(value)),
  date: (value) => {
    const text = typeof value === 'string' ? /^\d{4}-\d{1,2}-\d{1,2}/.exec(value)?.[0] : undefined;
    const [year = 0, month = 0, day = 0] = (text ?? '').split('-').map(Number);
    const time = Date.UTC(year, month - 1, day);
    return text !== undefined && new Date(time).getUTCDate() === day
      ? new Date(Math.floor(time / DAY) * DAY)
      : undefined;
  },
  timestamp: (value, read) => {
    const time = read.timestamp(value);
    return time === undefined ? undefined : new Date(time);
  },
};

function integer(bits: number): Reader {
  return (value) => {
    const found = tryInteger(value, bits);
    return found === undefined ? undefined : Number(found);
  };
}

/** A whole number that fits; of a number, the part before the point, as Java's `intValue`. */
function tryInteger(value: unknown, bits: number): bigint | undefined {
  const whole = tryWhole(value);
  if (whole === undefined) return undefined;
  const limit = 1n << BigInt(bits);
  return whole >= -limit && whole < limit ? whole : undefined;
}

function tryWhole(value: unknown): bigint | undefined {
  if (typeof value === 'number') return BigInt(Math.trunc(value));
  if (typeof value !== 'string' || !/^[+-]?\d+$/.test(value)) return undefined;
  return BigInt(value.startsWith('+') ? value.slice(1) : value);
}

function tryNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined;
}

/** Its unscaled value, rounded half up to the scale. */
function readDecimal(value: unknown, precision: number, scale: number): bigint | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/.exec(text) ?? [];
  if (whole + fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const shift = scale - fraction.length + Number(exponent);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : (digits * 10n ** BigInt(shift + 1000) * 2n) / 10n ** 1000n;
  const rounded = shift >= 0 ? size : (size + 1n) / 2n;
  if (rounded >= 10n ** BigInt(precision)) return undefined;
  return sign === '-' ? -rounded : rounded;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
