import { FirehoseError } from '../errors';

const PRIMITIVES = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'binary',
  'date',
  'timestamp',
] as const;

export type Primitive = (typeof PRIMITIVES)[number];

/** A column type of Hive. */
export type HiveType =
  | { readonly kind: Primitive }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly element: HiveType }
  | { readonly kind: 'map'; readonly key: HiveType; readonly value: HiveType }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] };

export interface Field {
  readonly name: string;
  readonly type: HiveType;
}

/** Other names of types; the length of texts is not enforced. */
const ALIASES: Readonly<Record<string, Primitive>> = { integer: 'int', varchar: 'string', char: 'string' };

/** @param position Names the column in an error @throws FirehoseError FIREHOSE_UNSUPPORTED_COLUMN */
export function parseHiveType(text: string, position: string): HiveType {
  const compact = text.replace(/\s/g, '');
  const refuse = (): never => {
    throw new FirehoseError('FIREHOSE_UNSUPPORTED_COLUMN', `the type '${text}' cannot be written`, position);
  };
  const [, name = '', inner] = /^([A-Za-z]+)(?:[<(](.*)[>)])?$/.exec(compact) ?? [];
  const kind = name.toLowerCase();
  const alias = Object.hasOwn(ALIASES, kind) ? ALIASES[kind] : undefined;
  const primitive = PRIMITIVES.find((known) => known === kind) ?? alias;
  if (primitive !== undefined && (inner === undefined || alias !== undefined)) return { kind: primitive };
  if (kind === 'decimal') {
    const [precision = 10, scale = 0] = (inner ?? '10,0').split(',').map(Number);
    if (!(precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision)) refuse();
    return { kind, precision, scale };
  }
  const parts = splitAtTopLevel(inner ?? '');
  const [first = '', second = ''] = parts;
  if (kind === 'array' && parts.length === 1) return { kind, element: parseHiveType(first, position) };
  if (kind === 'map' && parts.length === 2) {
    return { kind, key: parseHiveType(first, position), value: parseHiveType(second, position) };
  }
  if (kind !== 'struct' || inner === undefined) return refuse();
  const fields = parts.map((part) => {
    const colon = part.indexOf(':');
    if (colon < 1) refuse();
    return { name: part.slice(0, colon).toLowerCase(), type: parseHiveType(part.slice(colon + 1), position) };
  });
  return { kind, fields };
}

/** Splits at commas that stand in no bracket. */
function splitAtTopLevel(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if ('<('.includes(character)) depth++;
    if ('>)'.includes(character)) depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
