import { MetadataExtraction } from '../../../local/firehose/metadata-extraction';
import type { Invocation } from '../../../local/lambda';
import { deliveryStream, FUNCTION, processors, type Rig, run } from './support';

const DYNAMIC = {
  Prefix: 'data/who=!{partitionKeyFromQuery:who}/!{timestamp:HH}/',
  ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
  BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
  DynamicPartitioningConfiguration: { Enabled: true },
};
const QUERY: [string, Record<string, string>] = [
  'MetadataExtraction',
  { MetadataExtractionQuery: '{who: .who}', JsonParsingEngine: 'JQ-1.6' },
];
const NEWLINE: [string, Record<string, string>] = ['AppendDelimiterToRecord', {}];

/** Texts by folder. */
async function folders(rig: Rig): Promise<Record<string, string>> {
  const stored = Object.entries(await rig.stored());
  return Object.fromEntries(stored.map(([key, text]) => [key.slice(0, key.lastIndexOf('/')), text]));
}

async function errorsOf(rig: Rig): Promise<[unknown, unknown, string][]> {
  const stored = Object.entries(await rig.stored()).filter(([key]) => key.startsWith('errors/'));
  return stored.flatMap(([, text]) =>
    text
      .trim()
      .split('\n')
      .map((line): [unknown, unknown, string] => {
        const { errorCode, errorMessage, rawData } = JSON.parse(line);
        return [errorCode, errorMessage, Buffer.from(rawData, 'base64').toString()];
      }),
  );
}

describe('dynamic partitioning', () => {
  test('gathers records by what their prefix comes to', async () => {
    const rig = await run(deliveryStream({ ...DYNAMIC, ...processors(QUERY, NEWLINE) }));
    await rig.put('{"who":"ann","n":1}', '{"who":"bob","n":2}', '{"who":"ann","n":3}');
    await rig.seconds(60);
    expect(await folders(rig)).toEqual({
      'data/who=ann/05': '{"who":"ann","n":1}\n{"who":"ann","n":3}\n',
      'data/who=bob/05': '{"who":"bob","n":2}\n',
    });
    expect(rig.stream.pending).toBe(0);
  });

  test('sends records without a key to the errors', async () => {
    const rig = await run(deliveryStream({ ...DYNAMIC, ...processors(QUERY) }));
    const bad = ['{}', '{"who":null}', '{"who":""}', 'text', '"text"', '{"who":', '{"who":"\xff"}'];
    await rig.put(...bad.slice(0, -1), Buffer.from(bad.at(-1) ?? '', 'latin1'), '{"who":1}');
    await rig.seconds(60);
    await rig.seconds(60);
    const errors = await errorsOf(rig);
    expect(errors.map(([code]) => code)).toEqual(bad.map(() => 'DynamicPartitioning.MetadataExtractionFailed'));
    expect(errors[0]).toEqual([expect.anything(), 'partitionKeys values must not be null or empty', '{}']);
    expect(Object.keys(await folders(rig))).toContain('data/who=1/05');
    expect(rig.stream.pending).toBe(0);
  });

  test('takes the first document of a record that holds several', async () => {
    const rig = await run(deliveryStream({ ...DYNAMIC, ...processors(QUERY) }));
    await rig.put('{"who":"ann"}{"who":"bob"}');
    await rig.seconds(60);
    expect(await folders(rig)).toEqual({ 'data/who=ann/05': '{"who":"ann"}{"who":"bob"}' });
  });

  test('takes records apart that hold JSON objects', async () => {
    const apart: [string, Record<string, string>] = ['RecordDeAggregation', { SubRecordType: 'JSON' }];
    const rig = await run(deliveryStream({ ...DYNAMIC, ...processors(apart, QUERY, NEWLINE) }));
    await rig.put('{"who":"ann"}{"who":"b}b"}\n{"who":"ann","x":[{}]}');
    await rig.seconds(60);
    expect(await folders(rig)).toEqual({
      'data/who=ann/05': '{"who":"ann"}\n{"who":"ann","x":[{}]}\n',
      'data/who=b}b/05': '{"who":"b}b"}\n',
    });
    expect(rig.stream.pending).toBe(0);
  });

  test('takes records apart at a delimiter', async () => {
    const Delimiter = Buffer.from('####').toString('base64');
    const apart: [string, Record<string, string>] = ['RecordDeAggregation', { SubRecordType: 'DELIMITED', Delimiter }];
    const rig = await run(deliveryStream({ ...DYNAMIC, ...processors(apart, QUERY) }));
    await rig.put('{"who":"ann"}####{"who":"bob"}####');
    await rig.seconds(60);
    expect(Object.values(await folders(rig))).toEqual(['{"who":"ann"}', '{"who":"bob"}']);
  });

  test('leaves records whole that hold more than 500', async () => {
    const apart: [string, Record<string, string>] = ['RecordDeAggregation', { SubRecordType: 'JSON' }];
    const rig = await run(deliveryStream({ ...DYNAMIC, ...processors(apart, QUERY, NEWLINE) }));
    await rig.put('{"who":"a"}'.repeat(500), '{"who":"b"}'.repeat(501));
    await rig.seconds(60);
    const { 'data/who=a/05': a = '', 'data/who=b/05': b = '' } = await folders(rig);
    expect([a.split('\n').length, b.split('\n').length]).toEqual([501, 2]);
  });

  test('sends records of too many partitions to the errors', async () => {
    const rig = await run(deliveryStream({ ...DYNAMIC, ...processors(QUERY) }));
    await rig.put(...Array.from({ length: 502 }, (_, index) => `{"who":"w${index}"}`), '{"who":"w0"}');
    await rig.seconds(60);
    await rig.seconds(60);
    const stored = Object.keys(await rig.stored());
    expect(stored.filter((key) => key.startsWith('data/'))).toHaveLength(500);
    expect(stored.filter((key) => key.startsWith('errors/activePartitionExceeded/'))).toHaveLength(1);
    expect((await errorsOf(rig)).map(([, , raw]) => raw)).toEqual(['{"who":"w500"}', '{"who":"w501"}']);
    await rig.put('{"who":"w501"}');
    await rig.seconds(60);
    expect(Object.keys(await folders(rig))).toContain('data/who=w501/05');
  });

  test('takes keys that a function gives', async () => {
    const invoke = async (_: string, payload: Buffer): Promise<Invocation> => {
      const { records } = JSON.parse(payload.toString()) as { records: { recordId: string; data: string }[] };
      const answers = records.map(({ recordId, data }, index) => {
        return {
          recordId,
          result: 'Ok',
          data,
          ...(index < 2 && { metadata: { partitionKeys: { team: `t${index}` } } }),
        };
      });
      return { payload: Buffer.from(JSON.stringify({ records: answers })) };
    };
    const declared = deliveryStream({
      ...DYNAMIC,
      Prefix: 'data/!{partitionKeyFromLambda:team}/!{timestamp:yyyy}/',
      ...processors(['Lambda', { LambdaArn: FUNCTION }]),
    });
    const rig = await run(declared, { functions: { invoke } });
    await rig.put('one', 'two', 'three');
    await rig.seconds(120);
    await rig.seconds(60);
    expect(await folders(rig)).toMatchObject({ 'data/t0/2026': 'one', 'data/t1/2026': 'two' });
    expect((await errorsOf(rig)).map(([, , raw]) => raw)).toEqual(['three']);
  });

  test('sends records to the errors that cannot be delivered in time', async () => {
    const authorize = ({ resource }: { resource: string }) => {
      if (resource.includes('/data/')) throw new Error('not authorized to perform s3:PutObject');
    };
    const rig = await run(deliveryStream({ ...DYNAMIC, ...processors(QUERY) }), { authorize });
    await rig.put('{"who":"ann"}');
    await rig.seconds(360);
    await rig.seconds(60);
    expect(await errorsOf(rig)).toEqual([['S3.AccessDenied', expect.any(String), '{"who":"ann"}']]);
    expect(rig.stream.pending).toBe(0);
  });

  test('fails for a query that is no jq', async () => {
    const bad: [string, Record<string, string>] = ['MetadataExtraction', { MetadataExtractionQuery: '{who: foo(}' }];
    await expect(run(deliveryStream({ ...DYNAMIC, ...processors(bad) }))).rejects.toMatchObject({
      code: 'FIREHOSE_INVALID_QUERY',
    });
  });
});

describe('a metadata query', () => {
  const extract = async (query: string, ...records: string[]) => {
    return (await MetadataExtraction.compile(query, 'here')).extract(records.map((record) => Buffer.from(record)));
  };

  test.each([
    ['{y: .at|strptime("%Y-%m-%d")|strftime("%Y")}', '{"at":"2026-03-04"}', { y: '2026' }],
    ['{a: (.a|tostring), b: .b[0].c}', '{"a":1.5,"b":[{"c":true}]}', { a: '1.5', b: 'true' }],
    ['{a: (if .a then "x" else "y" end)}', '{}', { a: 'y' }],
    ['{a: .a} # comment', '{"a":"x"}', { a: 'x' }],
  ])('%s of %s', async (query, record, keys) => {
    expect(await extract(query, record)).toEqual([{ keys }]);
  });

  test('fails for each record by itself', async () => {
    expect(await extract('{a: .a.b}', '{"a":{"b":1}}', '{"a":1}', '{"a":{"b":2}}')).toEqual([
      { keys: { a: '1' } },
      { failure: expect.stringContaining('Cannot index number') },
      { keys: { a: '2' } },
    ]);
  });

  test('cannot reach the other records of its call', async () => {
    const [first, second] = await extract('{a: (try input catch "none")}', '{"x":1}', '{"x":2}');
    expect([first, second]).toEqual([{ keys: { a: 'none' } }, { keys: { a: 'none' } }]);
    expect(await extract('if .x == 1 then halt else {a: "y"} end', '{"x":0}', '{"x":1}', '{"x":2}')).toEqual([
      { keys: { a: 'y' } },
      { failure: expect.any(String) },
      { keys: { a: 'y' } },
    ]);
  });
});
