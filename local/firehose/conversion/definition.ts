import { PropertyReader, type Resource } from '../../assembly';
import { FirehoseError } from '../errors';
import { type HiveType, parseHiveType } from './hive-type';

/** A column of a table: name in lower case. */
export interface Column {
  readonly name: string;
  readonly type: HiveType;
}

/** A Glue table of the deployment. */
export interface GlueTable {
  readonly arn: string;
  readonly columns: readonly Column[];
}

/** @returns The table; undefined where the deployment has none of this name */
export type GlueTables = (database: string, table: string) => GlueTable | undefined;

/** Which table a conversion follows. */
export interface SchemaReference {
  readonly catalogId: string | undefined;
  readonly database: string;
  readonly table: string;
  readonly region: string | undefined;
  readonly versionId: string;
  readonly roleArn: string;
}

/** How records become rows of a file. */
export interface Conversion {
  readonly schema: SchemaReference;
  readonly table: GlueTable;
  readonly deserializer: OpenXDeserializer | HiveDeserializer;
  readonly codec: 'SNAPPY' | 'GZIP' | 'UNCOMPRESSED';
  /** Bytes. */
  readonly pageSize: number;
}

export interface OpenXDeserializer {
  readonly kind: 'OpenX';
  readonly caseInsensitive: boolean;
  readonly dotsToUnderscores: boolean;
  /** JSON key by column name. */
  readonly keyOf: ReadonlyMap<string, string>;
}

export interface HiveDeserializer {
  readonly kind: 'Hive';
  /** Patterns of Joda's DateTimeFormat, or `millis`. */
  readonly timestampFormats: readonly string[];
}

/** What Glue asks for when a table is read: catalog, database, table. None where the table's ARN is not known. */
export function schemaArns({ table, schema }: Conversion): readonly string[] {
  const [, home] = /^((?:[^:]+:){5})table\//.exec(table.arn) ?? [];
  return home === undefined ? [] : [`${home}catalog`, `${home}database/${schema.database}`, table.arn];
}

/** The tables among the resources of a deployment. */
export function glueTables(resources: Iterable<Resource>): GlueTables {
  const tables = new Map<string, GlueTable>();
  for (const resource of resources) {
    if (resource.type !== 'AWS::Glue::Table') continue;
    const input = PropertyReader.of(resource).record('TableInput');
    const database = PropertyReader.of(resource).text('DatabaseName');
    const name = input.tryText('Name') ?? resource.physicalId;
    tables.set(tableKey(database, name), tableOf(resource, input.tryRecord('StorageDescriptor')));
  }
  return (database, table) => tables.get(tableKey(database, table));
}

function tableOf(resource: Resource, storage: PropertyReader | undefined): GlueTable {
  const columns = storage?.recordList('Columns') ?? [];
  return {
    arn: resource.arn ?? '',
    // Read when a conversion asks: a table that nobody writes to may hold anything.
    get columns() {
      return columns.map((column) => ({
        name: column.text('Name').toLowerCase(),
        type: parseHiveType(column.tryText('Type') ?? 'string', column.position),
      }));
    },
  };
}

/** Glue folds names to lower case. */
function tableKey(database: string, table: string): string {
  return `${database.toLowerCase()}/${table.toLowerCase()}`;
}

/** @throws FirehoseError where the conversion cannot be run */
export function readConversion(properties: PropertyReader | undefined, tables: GlueTables): Conversion | undefined {
  // Left out, 'Enabled' is true. Source: Firehose API reference, DataFormatConversionConfiguration.
  if (properties === undefined || properties.tryFlag('Enabled') === false) return undefined;
  const output = properties.record('OutputFormatConfiguration').record('Serializer');
  if (output.has('OrcSerDe')) {
    throw new FirehoseError('FIREHOSE_UNSUPPORTED_FORMAT', 'ORC (OrcSerDe) is not written yet', output.position);
  }
  const parquet = output.record('ParquetSerDe');
  const declared = properties.record('SchemaConfiguration');
  const schema: SchemaReference = {
    catalogId: declared.tryText('CatalogId'),
    database: declared.text('DatabaseName'),
    table: declared.text('TableName'),
    region: declared.tryText('Region'),
    versionId: declared.tryText('VersionId') ?? 'LATEST',
    roleArn: declared.text('RoleARN'),
  };
  const table = tables(schema.database, schema.table);
  if (table === undefined) {
    const message = `no table '${schema.table}' of the database '${schema.database}' in the deployment`;
    throw new FirehoseError('FIREHOSE_UNKNOWN_TABLE', message, declared.position);
  }
  const input = properties.record('InputFormatConfiguration').record('Deserializer');
  const codec = parquet.tryText('Compression') ?? 'SNAPPY';
  if (codec !== 'SNAPPY' && codec !== 'GZIP' && codec !== 'UNCOMPRESSED') {
    const message = `'Compression' must be SNAPPY, GZIP or UNCOMPRESSED, got '${codec}'`;
    throw new FirehoseError('FIREHOSE_INVALID_PROPERTY', message, parquet.position);
  }
  return {
    schema,
    // A table whose columns have types of no Parquet file is refused now, not with the first object.
    table: { arn: table.arn, columns: table.columns },
    deserializer: readDeserializer(input),
    codec,
    pageSize: parquet.tryInteger('PageSizeBytes') ?? 1_048_576,
  };
}

function readDeserializer(input: PropertyReader): OpenXDeserializer | HiveDeserializer {
  const hive = input.tryRecord('HiveJsonSerDe');
  if (hive !== undefined) return { kind: 'Hive', timestampFormats: hive.textList('TimestampFormats') };
  const openX = input.record('OpenXJsonSerDe');
  return {
    kind: 'OpenX',
    caseInsensitive: openX.tryFlag('CaseInsensitive') ?? true,
    dotsToUnderscores: openX.flag('ConvertDotsInJsonKeysToUnderscores'),
    keyOf: openX.texts('ColumnToJsonKeyMappings'),
  };
}
