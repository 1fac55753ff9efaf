import { gzipSync } from 'node:zlib';
import type { Cell } from './cell';
import type { Column, Conversion } from './definition';
import type { HiveType } from './hive-type';

type ParquetWriter = typeof import('hyparquet-writer', { with: { 'resolution-mode': 'import' }});
type SchemaElement = import('hyparquet-writer', { with: { 'resolution-mode': 'import' }}).SchemaElement;

/** Rows of a row group: Hive's are of 128 MiB, so that an object mostly has one. */
const ROW_GROUP = 1_000_000;

/** A Parquet file. @param rows Cells by column */
export function writeParquet(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { codec, pageSize }: Conversion,
): Uint8Array {
  const schema: SchemaElement[] = [
    { name: 'hive_schema', num_children: columns.length },
    ...columns.flatMap(({ name, type }) => elementsOf(name, type)),
  ];
  // Read when first needed. It is an ES module: `import()` would do as well, but not within Jest.
  const { parquetWriteBuffer }: ParquetWriter = require('hyparquet-writer');
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name }, index) => ({ name, data: [...(rows[index] ?? [])] })),
    schema,
    codec,
    compressors: { GZIP: (input) => gzipSync(input) },
    pageSize,
    rowGroupSize: ROW_GROUP,
  });
  return new Uint8Array(buffer);
}

/** A column as Parquet's schema has it, depth first. */
function elementsOf(
  name: string,
  type: HiveType,
  repetition_type: 'OPTIONAL' | 'REQUIRED' | 'REPEATED' = 'OPTIONAL',
): SchemaElement[] {
  const element = { name, repetition_type };
  switch (type.kind) {
    case 'array':
      return [
        { ...element, num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elementsOf('element', type.element),
      ];
    case 'map':
      return [
        { ...element, num_children: 1, converted_type: 'MAP' },
        { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
        ...elementsOf('key', type.key, 'REQUIRED'),
        ...elementsOf('value', type.value),
      ];
    case 'struct':
      return [
        { ...element, num_children: type.fields.length },
        ...type.fields.flatMap((field) => elementsOf(field.name, field.type)),
      ];
    case 'decimal': {
      const { precision, scale } = type;
      const decimal = { ...element, converted_type: 'DECIMAL' as const, precision, scale };
      return [{ ...decimal, type: 'FIXED_LEN_BYTE_ARRAY', type_length: bytesOf(precision) }];
    }
    default:
      return [{ ...element, ...PRIMITIVES[type.kind] }];
  }
}

/** Hive writes timestamps as INT96, which is deprecated and which the library does not write. */
const PRIMITIVES: Readonly<
  Record<Exclude<HiveType['kind'], 'array' | 'map' | 'struct' | 'decimal'>, Partial<SchemaElement>>
> = {
  boolean: { type: 'BOOLEAN' },
  tinyint: { type: 'INT32', converted_type: 'INT_8' },
  smallint: { type: 'INT32', converted_type: 'INT_16' },
  int: { type: 'INT32' },
  bigint: { type: 'INT64' },
  float: { type: 'FLOAT' },
  double: { type: 'DOUBLE' },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  binary: { type: 'BYTE_ARRAY' },
  date: { type: 'INT32', converted_type: 'DATE' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

/** Bytes that a decimal of so many digits takes, its sign included. */
function bytesOf(precision: number): number {
  return Math.ceil((precision * Math.log2(10) + 1) / 8);
}
