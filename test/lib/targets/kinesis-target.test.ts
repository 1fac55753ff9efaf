import { KinesisPutRecordsTarget, KinesisPutRecordTarget, PartitionKey } from 'cdk-sluice';
import fc from 'fast-check';
import { deployedRoute } from '../../support/templates';

const context = { extendedRequestId: 'EXT-ID=', identity: { sourceIp: '192.0.2.7' } };
const decode = (data: string) => Buffer.from(data, 'base64').toString('utf8');

/** Keys that have broken somebody's template. */
const HOSTILE_KEYS = [
  `"`,
  `\\`,
  `\\"`,
  `'`,
  `\\'`,
  `\\\\'`,
  `","ExplicitHashKey":"0`,
  `","StreamName":"other`,
  `"}{"StreamName":"other"}`,
  `$input.body`,
  `\${context.accountId}`,
  `$util.base64Encode("x")`,
  `#set($x = 1)`,
  `#if(true)x#end`,
  `##`,
  `#stop`,
  `#[[`,
  `]]#`,
  `</script>`,
  `a/b`,
  `%22`,
  `{{streamName}}`,
];

describe('PutRecord', () => {
  const route = deployedRoute(({ stream }) => new KinesisPutRecordTarget({ stream }));
  const put = (key: string | undefined, body: string, header = 'X-Partition-Key') =>
    JSON.parse(route.request({ body, context, params: { header: key === undefined ? {} : { [header]: key } } }));

  test('stores the body byte for byte', () => {
    const body = ' {"a" : 1.10,\n\t"b":"€ \\u00e9 \u2028 🎉"}\r\n';
    expect(decode(put('k', body).Data)).toBe(body);
  });

  test('stores any body byte for byte, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (body) => decode(put('k', body).Data) === body),
    );
  });

  test.each(HOSTILE_KEYS)('takes the key %s for data', (key) => {
    expect(put(key, '{"a":1}')).toEqual({ StreamName: 'events', PartitionKey: key, Data: 'eyJhIjoxfQ==' });
  });

  test('takes any visible ASCII key for data', () => {
    const visible = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(visible, (key) => {
        fc.pre(key !== '');
        expect(put(key, '{}')).toEqual({ StreamName: 'events', PartitionKey: key, Data: 'e30=' });
      }),
    );
  });

  test.each(['x-partition-key', 'X-PARTITION-KEY', 'x-Partition-Key'])('reads the key from %s', (header) => {
    expect(put('k', '{}', header).PartitionKey).toBe('k');
  });

  test.each([undefined, ''])('spreads load by the extended request id where the key is %j', (key) => {
    expect(put(key, '{}').PartitionKey).toBe('EXT-ID=');
  });

  test('has no place for a client to set an explicit hash key', () => {
    const header = { 'X-Explicit-Hash-Key': '0', ExplicitHashKey: '0' };
    const output = route.request({ body: '{"ExplicitHashKey":"0"}', context, params: { header, querystring: header } });
    expect(Object.keys(JSON.parse(output))).toEqual(['StreamName', 'PartitionKey', 'Data']);
  });
});

describe('the key of PutRecord', () => {
  const keyOf = (partitionKey: PartitionKey, input: object, path = '/events') => {
    const route = deployedRoute(({ stream }) => new KinesisPutRecordTarget({ stream, partitionKey }), path);
    return JSON.parse(route.request({ body: '{}', context, ...input })).PartitionKey;
  };

  test('comes from a path parameter', () => {
    const input = { params: { path: { device: `d"1` } } };
    expect(keyOf(PartitionKey.fromPath('device'), input, '/devices/{device}')).toBe(`d"1`);
  });

  test('comes from a query string parameter', () => {
    expect(keyOf(PartitionKey.fromQuery('k'), { params: { querystring: { k: 'q' } } })).toBe('q');
    expect(keyOf(PartitionKey.fromQuery('k'), { params: {} })).toBe('EXT-ID=');
  });

  test.each([
    ['"customer-1"', 'customer-1'],
    ['7', '7'],
    ['true', 'true'],
    ['""', 'EXT-ID='],
    ['null', 'EXT-ID='],
    [JSON.stringify('","StreamName":"x'), '","StreamName":"x'],
    [JSON.stringify(`\n\u0001é🎉'`), `\n\u0001é🎉'`],
  ])('comes from the body field %s', (json, key) => {
    expect(keyOf(PartitionKey.fromBody('$.customer.id'), { body: `{"customer":{"id":${json}}}` })).toBe(key);
  });

  test('is the request id where the body field is missing', () => {
    expect(keyOf(PartitionKey.fromBody('$.customer.id'), { body: '{"a":1}' })).toBe('EXT-ID=');
  });

  test('comes from $context, or is computed', () => {
    expect(keyOf(PartitionKey.fromContext('identity.sourceIp'), {})).toBe('192.0.2.7');
    const input = { params: { querystring: { k: 'a%22b' } } };
    expect(keyOf(PartitionKey.computed("$util.urlDecode($input.params('k'))"), input)).toBe('a"b');
  });

  test('is left to chance by choice', () => {
    expect(keyOf(PartitionKey.spread(), { params: { header: { 'X-Partition-Key': 'k' } } })).toBe('EXT-ID=');
  });

  test('fails for a path parameter the route does not have', () => {
    expect(() => keyOf(PartitionKey.fromPath('device'), {})).toThrow(
      "'partitionKey' is the path parameter 'device', which the route '/events' does not have: add '{device}'",
    );
  });

  test('fails for the request id a client can set', () => {
    expect(() => PartitionKey.fromContext('requestId')).toThrow('which a client can set: use PartitionKey.spread()');
  });

  test.each([
    () => PartitionKey.fromHeader("X-Key')#set($x=1)"),
    () => PartitionKey.fromQuery("k')"),
    () => PartitionKey.fromBody("$.a')"),
    () => PartitionKey.fromBody('a.b'),
    () => PartitionKey.fromContext('identity.sourceIp)'),
    () => PartitionKey.computed('not a reference'),
  ])('fails for a name that would be a template of its own (%#)', (make) => {
    expect(make).toThrow(/^'\w+' must be /);
  });
});

describe('PutRecords', () => {
  const route = deployedRoute(({ stream }) => new KinesisPutRecordsTarget({ stream }), '/events/batch');
  const put = (records: unknown[]) => JSON.parse(route.request({ body: JSON.stringify({ records }), context }));

  test('stores each data as JSON text of the same value, in order', () => {
    const values = [{ a: [1, { b: null }] }, [1, 2], 'hello', '', 1.5, -0.25, true, false, 'quote " and \\'];
    const { StreamName, Records } = put(values.map((data) => ({ data, partitionKey: 'k' })));
    expect(StreamName).toBe('events');
    expect(Records.map(({ Data }: { Data: string }) => JSON.parse(decode(Data)))).toEqual(values);
  });

  test('stores any JSON value, and takes any key for data', () => {
    const value = fc.jsonValue({ noUnicodeString: false, stringUnit: 'grapheme' }).filter((data) => data !== null);
    const record = fc.record({ data: value, partitionKey: fc.string({ unit: 'grapheme', minLength: 1 }) });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
        const { Records, ...others } = put(records);
        expect(others).toEqual({ StreamName: 'events' });
        for (const [index, { data, partitionKey }] of records.entries()) {
          expect(Object.keys(Records[index])).toEqual(['Data', 'PartitionKey']);
          expect(Records[index].PartitionKey).toBe(partitionKey);
          expect(JSON.stringify(JSON.parse(decode(Records[index].Data)))).toBe(JSON.stringify(data));
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([...HOSTILE_KEYS, 'line\nbreak', '\u2028', '🎉', 'é'])('takes the key %j for data', (partitionKey) => {
    expect(put([{ data: 1, partitionKey, ExplicitHashKey: '0', StreamName: 'x' }])).toEqual({
      StreamName: 'events',
      Records: [{ Data: 'MQ==', PartitionKey: partitionKey }],
    });
  });

  test('gives each record without a key one of its own, and never that of the record before', () => {
    const { Records } = put([
      { data: 1, partitionKey: 'k' },
      { data: 2 },
      { data: 3, partitionKey: '' },
      { data: 4, partitionKey: null },
    ]);
    expect(Records.map(({ PartitionKey: key }: { PartitionKey: string }) => key)).toEqual([
      'k',
      'EXT-ID=-1',
      'EXT-ID=-2',
      'EXT-ID=-3',
    ]);
  });

  test('sends 500 records', () => {
    expect(put(Array.from({ length: 500 }, (_, data) => ({ data }))).Records.length).toBe(500);
  });

  test.each([501, 1_001, 2_000])('sends none of %i records, so that the request is refused whole', (length) => {
    expect(put(Array.from({ length }, (_, data) => ({ data })))).toEqual({ StreamName: 'events', Records: [] });
  });

  test("takes the key from each record's own data", () => {
    const partitionKey = PartitionKey.fromBody('$.user.id');
    const own = deployedRoute(({ stream }) => new KinesisPutRecordsTarget({ stream, partitionKey }));
    const records = [{ data: { user: { id: 'u1' } } }, { data: { user: {} } }, { data: { user: { id: 2 } } }];
    const output = JSON.parse(own.request({ body: JSON.stringify({ records }), context }));
    expect(output.Records.map((record: { PartitionKey: string }) => record.PartitionKey)).toEqual([
      'u1',
      'EXT-ID=-1',
      '2',
    ]);
  });

  test.each([
    ['a header', PartitionKey.fromHeader('X-Key'), { header: { 'x-key': 'k"1' } }],
    ['a query string parameter', PartitionKey.fromQuery('k'), { querystring: { k: 'k"1' } }],
    ['a path parameter', PartitionKey.fromPath('k'), { path: { k: 'k"1' } }],
    ['a computed reference', PartitionKey.computed("$input.params('k')"), { querystring: { k: 'k"1' } }],
  ])('takes one key for all records from %s', (_, partitionKey, params) => {
    const own = deployedRoute(({ stream }) => new KinesisPutRecordsTarget({ stream, partitionKey }), '/{k}/batch');
    const { Records } = JSON.parse(own.request({ body: '{"records":[{"data":1},{"data":2}]}', context, params }));
    expect(Records.map((record: { PartitionKey: string }) => record.PartitionKey)).toEqual(['k"1', 'k"1']);
  });

  test('spreads a batch by choice, whatever key its records bring', () => {
    const partitionKey = PartitionKey.spread();
    const own = deployedRoute(({ stream }) => new KinesisPutRecordsTarget({ stream, partitionKey }));
    const { Records } = JSON.parse(
      own.request({ body: '{"records":[{"data":1,"partitionKey":"k"},{"data":2}]}', context }),
    );
    expect(Records.map((record: { PartitionKey: string }) => record.PartitionKey)).toEqual(['EXT-ID=-0', 'EXT-ID=-1']);
  });

  test('takes the key from a greedy path parameter', () => {
    const partitionKey = PartitionKey.fromPath('device');
    expect(() =>
      deployedRoute(({ stream }) => new KinesisPutRecordsTarget({ stream, partitionKey }), '/d/{device+}'),
    ).not.toThrow();
  });

  test('fails for a batch of more than 500 as the typical one', () => {
    expect(() => new KinesisPutRecordsTarget({ stream: undefined as never, typicalBatchSize: 501 })).toThrow(
      "'typicalBatchSize' must be between 1 and 500 records, got 501",
    );
  });
});

describe('the answer to PutRecord', () => {
  const route = deployedRoute(({ stream }) => new KinesisPutRecordTarget({ stream }));
  const failure = (type: string) =>
    JSON.stringify({ __type: type, message: 'Stream events under account 111111111111, role arn:aws:iam::1:role/x' });

  test('is shard and sequence number', () => {
    expect(route.response(200, '{"SequenceNumber":"495","ShardId":"shardId-000000000001"}')).toEqual({
      status: 200,
      headers: {},
      body: { shardId: 'shardId-000000000001', sequenceNumber: '495' },
    });
  });

  test.each([
    ['ValidationException', 400, 'InvalidRequest', undefined],
    ['InvalidArgumentException', 400, 'InvalidRequest', undefined],
    ['ProvisionedThroughputExceededException', 429, 'Throttled', '1'],
    ['com.amazonaws.kinesis.v20131202#ProvisionedThroughputExceededException', 429, 'Throttled', '1'],
    ['KMSThrottlingException', 429, 'Throttled', '1'],
    ['AccessDeniedException', 502, 'TargetUnavailable', undefined],
    ['com.amazon.coral.service#AccessDeniedException', 502, 'TargetUnavailable', undefined],
    ['ResourceNotFoundException', 502, 'TargetUnavailable', undefined],
    ['SerializationException', 500, 'InternalError', undefined],
    ['com.amazon.coral.service#SerializationException', 500, 'InternalError', undefined],
    ['KMSDisabledException', 503, 'TargetUnavailable', undefined],
    ['SomethingNewException', 503, 'TargetUnavailable', undefined],
    ['ThrottledByNobody#', 503, 'TargetUnavailable', undefined],
  ])('to %s is %i %s', (type, status, code, retryAfter) => {
    const answer = route.response(400, failure(type));
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error: { code, message: expect.any(String), requestId: 'EXT-ID=' } });
    expect(answer.headers['Retry-After']).toBe(retryAfter);
    expect(JSON.stringify(answer)).not.toMatch(/arn|111111111111|stream events/);
  });

  test('is 400 to a bare 413', () => {
    expect(route.response(413, '')).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequest' } } });
  });

  test.each([
    [500, '{"__type":"InternalFailureException","message":"x"}'],
    [503, '{"__type":"ServiceUnavailableException"}'],
    [503, '<html>'],
    [500, ''],
    [302, ''],
    [200, ''],
    [200, '{"unforeseen":true}'],
    [200, 'not JSON'],
    [403, '["array"]'],
  ])('is 503 and never 200 to %i %j', (status, body) => {
    expect(route.response(status, body)).toMatchObject({ status: 503, body: { error: { code: 'TargetUnavailable' } } });
  });

  test('is chosen by patterns of which no two overlap, and one at most is the default', () => {
    for (let status = 100; status <= 599; status++) expect(() => route.response(status, '')).not.toThrow();
    expect(route.patterns.filter((pattern) => pattern === undefined).length).toBe(1);
  });
});

describe('the answer to PutRecords', () => {
  const route = deployedRoute(({ stream }) => new KinesisPutRecordsTarget({ stream }));
  const ok = { SequenceNumber: '1', ShardId: 's' };
  const throttled = {
    ErrorCode: 'ProvisionedThroughputExceededException',
    ErrorMessage: 'Rate exceeded for 111111111111',
  };
  const failed = { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure 111111111111' };
  const answer = (...records: object[]) => {
    const count = records.filter((record) => 'ErrorCode' in record).length;
    return route.response(200, JSON.stringify({ FailedRecordCount: count, Records: records, EncryptionType: 'KMS' }));
  };
  const stored = { shardId: 's', sequenceNumber: '1' };

  test('is 200 where all were stored', () => {
    expect(answer(ok, ok)).toEqual({
      status: 200,
      headers: {},
      body: { failedRecordCount: 0, records: [stored, stored] },
    });
  });

  test('is 207 where some failed, each in its place, in words of ours', () => {
    const { status, headers, body } = answer(ok, throttled, failed);
    expect([status, headers]).toEqual([207, {}]);
    expect(body).toEqual({
      failedRecordCount: 2,
      records: [
        stored,
        { errorCode: 'Throttled', errorMessage: expect.any(String) },
        { errorCode: 'TargetUnavailable', errorMessage: expect.any(String) },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('111111111111');
  });

  test('is 429 with Retry-After where all failed for throughput', () => {
    const { status, headers, body } = answer(throttled, throttled);
    expect([status, headers, body.failedRecordCount]).toEqual([429, { 'Retry-After': '1' }, 2]);
  });

  test('is 503 where all failed, and not all for throughput', () => {
    const { status, headers, body } = answer(throttled, failed);
    expect([status, headers, body.failedRecordCount]).toEqual([503, {}, 2]);
  });

  test('holds 500 records', () => {
    expect(answer(...Array.from({ length: 500 }, () => ok)).body.records.length).toBe(500);
  });

  test.each(['', '{}', '{"Records":[]}', '{"Records":7}', '[]'])('is 503 to the unforeseen %j', (body) => {
    expect(route.response(200, body)).toMatchObject({ status: 503, body: { error: { code: 'TargetUnavailable' } } });
  });
});
