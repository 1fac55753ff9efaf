import { Match } from 'aws-cdk-lib/assertions';
import { Compression, HiveJsonInputFormat, OrcCompression, TimestampParser } from 'aws-cdk-lib/aws-kinesisfirehose';
import { DeliveryFormat, type TableColumn } from 'cdk-sluice';
import { delivered, destination, PARQUET } from './delivered';

const column = (name: string, dataType: string): TableColumn => ({ name, dataType });

describe('JSON', () => {
  test('has a table of whole lines where no columns are given', () => {
    delivered().template.hasResourceProperties('AWS::Glue::Table', {
      TableInput: {
        StorageDescriptor: {
          Columns: [{ Name: 'event', Type: 'string' }],
          SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' },
        },
      },
    });
  });

  test('has a table of its columns where they are given', () => {
    const format = DeliveryFormat.json({ columns: [column('id', 'string')] });
    delivered({ format }).template.hasResourceProperties('AWS::Glue::Table', {
      TableInput: {
        StorageDescriptor: {
          Columns: [{ Name: 'id', Type: 'string' }],
          SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
        },
      },
    });
  });

  test('has no table where Athena cannot read the compression', () => {
    const format = DeliveryFormat.json({ compression: Compression.ZIP });
    expect(destination({ format }).CompressionFormat).toBe('ZIP');
    expect(delivered({ format }).delivery.table).toBeUndefined();
  });
});

describe('format conversion', () => {
  test('makes Snappy Parquet of the columns of its table, with no compression about it and no newline', () => {
    const converted = destination({ format: PARQUET });
    expect(converted).toMatchObject({
      CompressionFormat: 'UNCOMPRESSED',
      BufferingHints: { SizeInMBs: 128 },
      DataFormatConversionConfiguration: {
        Enabled: true,
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
        // Snappy is what Firehose takes where nothing is said.
        OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
        SchemaConfiguration: { TableName: { Ref: expect.any(String) }, DatabaseName: { Ref: expect.any(String) } },
      },
    });
    expect(converted).not.toHaveProperty('ProcessingConfiguration');
    delivered({ format: PARQUET }).template.hasResourceProperties('AWS::Glue::Table', {
      TableInput: {
        Parameters: { classification: 'parquet' },
        StorageDescriptor: { Columns: Match.arrayWith([{ Name: 'total', Type: 'decimal(10,2)' }]) },
      },
    });
  });

  test('makes ORC, and reads timestamps as it is told', () => {
    const format = DeliveryFormat.orc({
      columns: [column('at', 'timestamp')],
      compression: OrcCompression.ZLIB,
      inputFormat: new HiveJsonInputFormat({ timestampParsers: [TimestampParser.EPOCH_MILLIS] }),
    });
    expect(destination({ format }).DataFormatConversionConfiguration).toMatchObject({
      InputFormatConfiguration: { Deserializer: { HiveJsonSerDe: { TimestampFormats: ['millis'] } } },
      OutputFormatConfiguration: { Serializer: { OrcSerDe: { Compression: 'ZLIB' } } },
    });
  });

  test('fails with a newline delimiter', () => {
    expect(() => delivered({ format: PARQUET, newlineDelimiter: true })).toThrow("'newlineDelimiter' must be false");
  });
});

describe('columns', () => {
  test.each([
    'string',
    'bigint',
    'decimal(38,10)',
    'varchar(255)',
    'array<string>',
    'map<string,bigint>',
    'struct<id:string,lines:array<struct<sku:string,price:decimal(10,2)>>>',
  ])('may be of type %s', (dataType) => {
    expect(() => DeliveryFormat.parquet({ columns: [column('a', dataType)] })).not.toThrow();
  });

  test.each(['text', 'array<>', 'map<string>', 'struct<id>', 'decimal', 'array<string', 'struct<A:int>', ''])(
    "fails for type '%s'",
    (dataType) => {
      expect(() => DeliveryFormat.parquet({ columns: [column('a', dataType)] })).toThrow(
        `'columns' must have Hive types such as string, bigint, decimal(10,2) or struct<a:int>, got '${dataType}' for 'a'`,
      );
    },
  );

  test.each([
    [[], "'columns' must name at least one column"],
    [[column('Id', 'string')], "'columns' must have names of lower case, digits and underscores, got 'Id'"],
    [[column('id', 'string'), column('id', 'int')], "'columns' must have distinct names, got 'id' twice"],
  ])('fails for %j', (columns, message) => {
    expect(() => DeliveryFormat.orc({ columns })).toThrow(message);
  });

  test('fails where a partition has the name of a column', () => {
    expect(() => delivered({ format: PARQUET, partitionKeys: { id: '.id' } })).toThrow(
      "'columns' must not share a name with a partition of the prefix, got 'id': rename the partition key, e.g. 'id_key'",
    );
  });
});
