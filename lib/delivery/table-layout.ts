/** How the rows of a table lie in its objects. */
export interface TableLayout {
  readonly classification: string;
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly serializationLibrary: string;
  readonly parameters: { readonly [name: string]: string };
}

const TEXT = {
  classification: 'json',
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
};

/**
 * A line is one column: fields are parted by U+0001, which JSON text never holds unescaped. `serialization.format` is
 * that character's number, as Hive writes it.
 */
export const WHOLE_LINE_LAYOUT: TableLayout = {
  ...TEXT,
  serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
  parameters: { 'serialization.format': '1' },
};

/** A field is a column. A line that is no JSON gives nulls rather than failing the whole query. */
export const JSON_COLUMNS_LAYOUT: TableLayout = {
  ...TEXT,
  serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
  parameters: { 'ignore.malformed.json': 'true', 'serialization.format': '1' },
};

export const PARQUET_LAYOUT: TableLayout = {
  classification: 'parquet',
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  parameters: { 'serialization.format': '1' },
};

export const ORC_LAYOUT: TableLayout = {
  classification: 'orc',
  inputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat',
  serializationLibrary: 'org.apache.hadoop.hive.ql.io.orc.OrcSerde',
  parameters: { 'serialization.format': '1' },
};
