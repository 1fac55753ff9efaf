import { compileDatePattern } from '../../../local/firehose/date-pattern';
import { Prefix } from '../../../local/firehose/prefix';
import { deliveryStream, processors, run } from './support';

const TIME = Date.UTC(2026, 2, 4, 15, 6, 7, 89);

describe('a timestamp pattern', () => {
  test.each([
    ['yyyy/MM/dd/HH', 'UTC', '2026/03/04/15'],
    ["'year='yyyy'/month='M", 'UTC', 'year=2026/month=3'],
    ["yyyy''MM 'o''clock'", 'UTC', "2026'03 o'clock"],
    ['yy u D DDD', 'UTC', '26 2026 63 063'],
    ['MMM MMMM MMMMM L', 'UTC', 'Mar March M 3'],
    ['E EEEE EEEEE e', 'UTC', 'Wed Wednesday W 4'],
    ['Q QQQ QQQQ', 'UTC', '1 Q1 1st quarter'],
    ['h K k H a mm ss SSS SSSSSS', 'UTC', '3 3 15 15 PM 06 07 089 089000'],
    ['YYYY-ww W', 'UTC', '2026-10 1'],
    ['A n N', 'UTC', '54367089 89000000 54367089000000'],
    ['VV X XXX Z ZZZZ O', 'UTC', 'UTC Z Z +0000 GMT GMT'],
    [
      'yyyy-MM-dd HH X XXX Z ZZZZZ O OOOO VV',
      'Asia/Kolkata',
      '2026-03-04 20 +0530 +05:30 +0530 +05:30 GMT+5:30 GMT+05:30 Asia/Kolkata',
    ],
    ['yyyy-MM-dd HH x', 'America/New_York', '2026-03-04 10 -05'],
  ])('%s in %s', (pattern, zone, expected) => {
    expect(compileDatePattern(pattern, 'here')(TIME, zone)).toBe(expected);
  });

  test('tells the year of the week from that of the calendar', () => {
    const newYear = Date.UTC(2025, 11, 31);
    expect(compileDatePattern('YYYY yyyy ww', 'here')(newYear, 'UTC')).toBe('2026 2025 01');
  });

  test.each([['jjjj'], ["'open"], ['yyyy{'], ['ddd']])('fails for %s', (pattern) => {
    expect(() => compileDatePattern(pattern, 'here')).toThrow(
      expect.objectContaining({ code: 'FIREHOSE_INVALID_PREFIX' }),
    );
  });
});

describe('a prefix', () => {
  const evaluate = (text: string, kind: 'data' | 'error' = 'data', values = {}) => {
    let round = 0;
    return new Prefix(text, kind, 'here').evaluate(
      { time: TIME, timeZone: 'UTC', ...values },
      () => `random${++round}`,
    );
  };

  test.each([
    ['', '2026/03/04/15/'],
    ['legacy', 'legacy2026/03/04/15/'],
    ['a/!{firehose:random-string}/', 'a/random1/2026/03/04/15/'],
    ['!{timestamp:yyyy}/!{firehose:random-string}-!{firehose:random-string}/', '2026/random1-random2/'],
    ["!{timestamp:'dt='yyyy-MM-dd'T'HH}/", 'dt=2026-03-04T15/'],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toBe(expected);
  });

  test('is filled with partition keys', () => {
    const values = { queryKeys: { a: '1' }, lambdaKeys: { b: '2' } };
    const text = 'a=!{partitionKeyFromQuery:a}/b=!{partitionKeyFromLambda:b}/!{timestamp:yyyy}/';
    expect(evaluate(text, 'data', values)).toBe('a=1/b=2/2026/');
  });

  test('of errors names the kind of error and gets no time path', () => {
    expect(evaluate('e/!{firehose:error-output-type}/', 'error', { errorType: 'x' })).toBe('e/x/');
  });

  test.each([
    ['!{timestamp}', 'data'],
    ['!{nothing:x}', 'data'],
    ['!{firehose:else}', 'data'],
    ['!{firehose:error-output-type}', 'data'],
    ['!{partitionKeyFromQuery:a}', 'error'],
    ['!{timestamp:yyyy', 'data'],
    ['x'.repeat(1_025), 'data'],
  ] as const)('fails for %s', (text, kind) => {
    expect(() => evaluate(text, kind)).toThrow(expect.objectContaining({ code: 'FIREHOSE_INVALID_PREFIX' }));
  });
});

describe('the objects of a delivery stream', () => {
  test('lie under the time of the oldest record, in the time zone of the stream', async () => {
    const rig = await run(
      deliveryStream({
        Prefix: 'x/!{timestamp:yyyy-MM-dd-HH-mm}/',
        ErrorOutputPrefix: 'e/!{firehose:error-output-type}/',
        CustomTimeZone: 'Asia/Tokyo',
      }),
    );
    await rig.put('one');
    await rig.seconds(59);
    await rig.put('two');
    await rig.seconds(2);
    expect(Object.keys(await rig.stored())[0]).toMatch(/^x\/2026-03-04-14-06\/events-1-2026-03-04-05-06-07-/);
  });

  test('end in the extension that is asked for, in place of the suffix', async () => {
    const rig = await run(deliveryStream({ CompressionFormat: 'GZIP', FileExtension: '.json.gz' }));
    await rig.put('one');
    await rig.seconds(60);
    const [object] = await rig.objects.list('archive');
    expect(object?.key).toMatch(/[0-9a-f]\.json\.gz$/);
    expect(object?.properties.contentEncoding).toBe('gzip');
  });

  test.each([
    ['expressions and no error prefix', { Prefix: '!{timestamp:yyyy}/' }, 'FIREHOSE_INVALID_PREFIX'],
    [
      'an error prefix without the kind of error',
      { ErrorOutputPrefix: '!{timestamp:yyyy}/' },
      'FIREHOSE_INVALID_PREFIX',
    ],
    ['half a buffering hint', { BufferingHints: { SizeInMBs: 1 } }, 'FIREHOSE_INVALID_PROPERTY'],
    ['a buffer too large', { BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 60 } }, 'FIREHOSE_INVALID_PROPERTY'],
    ['an unknown compression', { CompressionFormat: 'SNAPPY' }, 'FIREHOSE_INVALID_PROPERTY'],
    ['an unknown time zone', { CustomTimeZone: 'Mars/Olympus' }, 'FIREHOSE_INVALID_PROPERTY'],
    ['an extension without a dot', { FileExtension: 'gz' }, 'FIREHOSE_INVALID_PROPERTY'],
    [
      'an unknown processor',
      processors(['Decompression', { CompressionFormat: 'GZIP' }]),
      'FIREHOSE_UNSUPPORTED_PROCESSOR',
    ],
    [
      'a query without dynamic partitioning',
      processors(['MetadataExtraction', { MetadataExtractionQuery: '{a: .a}' }]),
      'FIREHOSE_INVALID_PROPERTY',
    ],
    [
      'records taken apart without dynamic partitioning',
      processors(['RecordDeAggregation', { SubRecordType: 'JSON' }]),
      'FIREHOSE_INVALID_PROPERTY',
    ],
    [
      'keys without dynamic partitioning',
      { Prefix: '!{partitionKeyFromQuery:a}/', ErrorOutputPrefix: 'e/!{firehose:error-output-type}/' },
      'FIREHOSE_INVALID_PROPERTY',
    ],
  ])('fails for %s', async (_, destination, code) => {
    await expect(run(deliveryStream(destination as never))).rejects.toMatchObject({ code });
  });

  test('fails for other destinations and sources', async () => {
    const other = { ...deliveryStream(), properties: { SplunkDestinationConfiguration: {} } };
    await expect(run(other)).rejects.toMatchObject({ code: 'FIREHOSE_UNSUPPORTED_DESTINATION' });
    const msk = deliveryStream({}, { DeliveryStreamType: 'MSKAsSource' });
    await expect(run(msk)).rejects.toMatchObject({ code: 'FIREHOSE_UNSUPPORTED_SOURCE' });
  });
});
