import { gunzipSync } from 'node:zlib';
import { glueTables } from '../../../local/firehose/conversion/definition';
import { parseHiveType } from '../../../local/firehose/conversion/hive-type';
import { parseHiveTimestamp, parseOpenXTimestamp } from '../../../local/firehose/conversion/timestamp';
import { BUCKET, deliveryStream, ROLE, resource, run } from './support';

type ParquetReader = typeof import('hyparquet', { with: { 'resolution-mode': 'import' }});
const { parquetMetadata, parquetReadObjects }: ParquetReader = require('hyparquet');

const COLUMNS = {
  id: 'string',
  n: 'bigint',
  small: 'tinyint',
  ratio: 'double',
  ok: 'boolean',
  at: 'timestamp',
  day: 'date',
  price: 'decimal(10,2)',
  tags: 'array<string>',
  props: 'map<string,int>',
  who: 'struct<name:string,age:int,roles:array<struct<role:string>>>',
};

function table(columns: Record<string, string>) {
  const Columns = Object.entries(columns).map(([Name, Type]) => ({ Name, Type }));
  return glueTables([
    resource(
      'AWS::Glue::Table',
      { DatabaseName: 'lake', TableInput: { Name: 'events', StorageDescriptor: { Columns } } },
      { arn: 'arn:aws:glue:eu-west-1:111111111111:table/lake/events' },
    ),
  ]);
}

function conversion(input: object = { OpenXJsonSerDe: {} }, output: object = { ParquetSerDe: {} }) {
  return {
    BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
    ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
    DataFormatConversionConfiguration: JSON.parse(
      JSON.stringify({
        InputFormatConfiguration: { Deserializer: input },
        OutputFormatConfiguration: { Serializer: output },
        SchemaConfiguration: { DatabaseName: 'lake', TableName: 'events', RoleARN: ROLE },
      }),
    ),
  };
}

async function rowsOf(records: string[], columns: Record<string, string> = COLUMNS, input?: object, output?: object) {
  const rig = await run(deliveryStream(conversion(input, output)), { tables: table(columns) });
  await rig.put(...records);
  await rig.seconds(120);
  const stored = await rig.objects.list(BUCKET);
  const rows: Record<string, unknown>[] = [];
  const errors: Record<string, unknown>[] = [];
  let codec: string | undefined;
  for (const { key } of stored) {
    const body = (await rig.objects.tryGet(BUCKET, key))?.body ?? Buffer.alloc(0);
    if (key.startsWith('errors/')) {
      errors.push(
        ...body
          .toString()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      );
      continue;
    }
    const file = body.buffer.slice(body.byteOffset, body.byteOffset + body.length) as ArrayBuffer;
    codec = parquetMetadata(file).row_groups[0]?.columns[0]?.meta_data?.codec;
    rows.push(...(await parquetReadObjects({ file, compressors: { GZIP: (input) => gunzipSync(input) } })));
  }
  return { rows, errors, stored, codec, pending: rig.stream.pending };
}

describe('a conversion to Parquet', () => {
  test('writes the columns of the table, compressed by Snappy', async () => {
    const event = {
      ID: 'a',
      n: 9007199254740000,
      small: -128,
      ratio: 1.5,
      ok: 'true',
      at: '2026-03-04T05:06:07.089Z',
      day: '2026-03-04',
      price: 12.345,
      tags: ['x', null],
      props: { a: 1 },
      who: { Name: 'Ann', age: 4, roles: [{ role: 'r' }] },
      unknown: 1,
    };
    const { rows, errors, stored, codec, pending } = await rowsOf([JSON.stringify(event), '{"id":"b"}']);
    expect(errors).toEqual([]);
    expect(rows[0]).toEqual({
      id: 'a',
      n: 9007199254740000n,
      small: -128,
      ratio: 1.5,
      ok: true,
      at: new Date('2026-03-04T05:06:07.089Z'),
      day: new Date('2026-03-04T00:00:00Z'),
      price: 12.35,
      tags: ['x', null],
      props: { a: 1 },
      who: { name: 'Ann', age: 4, roles: [{ role: 'r' }] },
    });
    expect(rows[1]).toMatchObject({ id: 'b', n: null, tags: undefined, who: undefined });
    expect(codec).toBe('SNAPPY');
    expect(stored[0]?.key).toMatch(/\.parquet$/);
    expect(stored[0]?.properties.contentEncoding).toBe('hadoop-snappy');
    expect(pending).toBe(0);
  });

  test.each([['GZIP'], ['UNCOMPRESSED']])('writes the compression %s', async (Compression) => {
    const { rows, codec } = await rowsOf(['{"id":"a"}'], { id: 'string' }, undefined, {
      ParquetSerDe: { Compression },
    });
    expect(rows).toEqual([{ id: 'a' }]);
    expect(codec).toBe(Compression);
  });

  test('makes a row of every object in a record', async () => {
    const { rows } = await rowsOf(['{"id":"a"}{"id":"b"}\n{"id":"c"}\n'], { id: 'string' });
    expect(rows).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  });

  test('keeps all digits of large numbers', async () => {
    const record =
      '{"n":9223372036854775807,"id":12345678901234567890,"price":12345678.90,"s":"a 12345678901234567890"}';
    const columns = { n: 'bigint', id: 'string', price: 'decimal(20,2)', s: 'string' };
    expect((await rowsOf([record], columns)).rows).toEqual([
      { n: 9223372036854775807n, id: '12345678901234567890', price: 12345678.9, s: 'a 12345678901234567890' },
    ]);
  });

  test('follows the mappings of OpenX', async () => {
    const input = {
      OpenXJsonSerDe: {
        ColumnToJsonKeyMappings: { ts: 'timestamp' },
        ConvertDotsInJsonKeysToUnderscores: true,
      },
    };
    const { rows } = await rowsOf(['{"Timestamp":"t","a.b":"c"}'], { ts: 'string', a_b: 'string' }, input);
    expect(rows).toEqual([{ ts: 't', a_b: 'c' }]);
  });

  test('sends records that are no JSON object, or do not fit, to the errors alone', async () => {
    const { rows, errors, stored } = await rowsOf(['nope', '[1]', '{"n":"x"}', '{"n":1}', ''], { n: 'bigint' });
    expect(rows).toEqual([{ n: 1n }]);
    expect(
      errors.map(({ lastErrorCode, rawData }) => [lastErrorCode, Buffer.from(String(rawData), 'base64').toString()]),
    ).toEqual([
      ['DataFormatConversion.ParseError', 'nope'],
      ['DataFormatConversion.ParseError', '[1]'],
      ['DataFormatConversion.MalformedData', '{"n":"x"}'],
      ['DataFormatConversion.ParseError', ''],
    ]);
    expect(errors[0]).toEqual({
      attemptsMade: 1,
      arrivalTimestamp: expect.any(Number),
      lastErrorCode: expect.any(String),
      lastErrorMessage: expect.any(String),
      attemptEndingTimestamp: expect.any(Number),
      rawData: 'bm9wZQ==',
      sequenceNumber: '',
      subSequenceNumber: null,
      dataCatalogTable: {
        catalogId: '111111111111',
        databaseName: 'lake',
        tableName: 'events',
        region: 'eu-west-1',
        versionId: 'LATEST',
        catalogArn: null,
      },
    });
    expect(stored.map(({ key }) => key)).toContainEqual(
      expect.stringMatching(/^errors\/format-conversion-failed\/events-1-[0-9-]+-[0-9a-f-]{36}$/),
    );
  });

  test('fails by name for ORC', async () => {
    const declared = deliveryStream(conversion(undefined, { OrcSerDe: {} }));
    await expect(run(declared, { tables: table({ id: 'string' }) })).rejects.toMatchObject({
      code: 'FIREHOSE_UNSUPPORTED_FORMAT',
      message: expect.stringContaining('ORC'),
    });
  });

  test('fails where the table is unknown', async () => {
    await expect(run(deliveryStream(conversion()))).rejects.toMatchObject({ code: 'FIREHOSE_UNKNOWN_TABLE' });
  });

  test('fails where objects are compressed as well', async () => {
    const declared = deliveryStream({ ...conversion(), CompressionFormat: 'GZIP' });
    await expect(run(declared, { tables: table({ id: 'string' }) })).rejects.toMatchObject({
      code: 'FIREHOSE_INVALID_PROPERTY',
    });
  });
});

describe('a Hive type', () => {
  test.each([['varchar(10)'], ['struct<a:map<string,array<int>>,b:decimal(38,10)>']])('may be %s', (text) => {
    expect(() => parseHiveType(text, 'here')).not.toThrow();
  });

  test.each([['uniontype<int,string>'], ['array'], ['map<string>'], ['decimal(39,1)'], ['']])(
    'fails for %s',
    (text) => {
      expect(() => parseHiveType(text, 'here')).toThrow(
        expect.objectContaining({ code: 'FIREHOSE_UNSUPPORTED_COLUMN' }),
      );
    },
  );
});

describe('timestamps', () => {
  const time = Date.UTC(2026, 0, 2, 3, 4, 5);

  test.each([
    ['2026-01-02T03:04:05Z', time],
    ['2026-1-2 03:04:05', time],
    ['2026-01-02 03:04:05.678', time + 678],
    ['2026-01-02T04:04:05+01:00', time],
    [time / 1_000, time],
    [time, time],
    [String(time), time],
    [time / 1_000 + 0.5, time + 500],
    ['yesterday', undefined],
    [true, undefined],
    ['2026-13-02T03:04:05Z', undefined],
  ])('of OpenX: %s', (value, expected) => {
    expect(parseOpenXTimestamp(value)).toBe(expected);
  });

  test.each([
    ['2026-01-02 03:04:05', [], time],
    ['2026-01-02T03:04:05Z', [], undefined],
    [time, ['millis'], time],
    ['02/01/2026 03:04:05', ['dd/MM/yyyy HH:mm:ss'], time],
    ['2026-01-02T03:04:05.1Z', ["yyyy-MM-dd'T'HH:mm:ss.SZ"], time + 100],
  ])('of Hive: %s by %j', (value, formats, expected) => {
    expect(parseHiveTimestamp(value, formats)).toBe(expected);
  });
});

test('a conversion waits while its role may not read the table', async () => {
  const asked: string[] = [];
  let denied = true;
  const authorize = ({ action, resource }: { action: string; resource: string }) => {
    if (!action.startsWith('glue:')) return;
    asked.push(`${action} ${resource}`);
    if (denied && resource.includes(':table/')) throw new Error('not authorized to perform glue:GetTableVersions');
  };
  const rig = await run(deliveryStream(conversion()), { tables: table(COLUMNS), authorize });
  await rig.put('{"id":"1"}');
  await rig.seconds(60);
  expect(rig.log.at(-1)).toMatchObject({ kind: 'retry', code: 'DataFormatConversion.AccessDenied' });
  expect(asked.slice(0, 3)).toEqual(
    ['catalog', 'database/lake', 'table/lake/events'].map(
      (resource_) => `glue:GetTableVersions arn:aws:glue:eu-west-1:111111111111:${resource_}`,
    ),
  );
  denied = false;
  await rig.seconds(60);
  expect(await rig.objects.list(BUCKET)).toHaveLength(1);
});
