import { MESSAGES as OURS } from '../../../dist/lib/targets/service-responses';
import { MESSAGES } from '../../../lambda/producer/answers';
import type { ProducerConfig } from '../../../lambda/producer/config';
import { ingest, type Validator } from '../../../lambda/producer/ingest';
import type { OutRecord } from '../../../lambda/producer/records';
import type { Writer } from '../../../lambda/producer/writer';
import { ProducerError, type ProducerErrorCode } from '../../../producer';
import { proxyEvent } from './requests';

const CONFIG: ProducerConfig = {
  service: 'kinesis',
  name: 'events',
  region: 'eu-west-1',
  maxRecordBytes: 1_048_576,
  batch: false,
  key: { from: 'header', name: 'x-partition-key' },
  enrich: false,
  schemaVersion: null,
  corsOrigin: null,
};

const BATCH = { batch: true, key: { from: 'record', name: '' } } as const;

/** A writer that fails records as a test says, and remembers the others. */
class FakeWriter implements Writer {
  public readonly put: Writer['put'];
  public readonly written: OutRecord[] = [];
  public readonly timeouts: (number | undefined)[] = [];
  public readonly counts = { retried: 0 };
  public flushes = 0;

  public constructor(private readonly failures: readonly (ProducerErrorCode | Error | undefined)[] = []) {
    let next = 0;
    this.put = async (record, { timeout }) => {
      this.timeouts.push(timeout);
      const failure = this.failures[next++];
      if (failure instanceof Error) throw failure;
      if (failure !== undefined) throw new ProducerError(failure);
      this.written.push(record);
      return { shardId: 'shardId-0', sequenceNumber: String(this.written.length) };
    };
  }

  public tryRefuse({ data }: OutRecord): ProducerError | undefined {
    return data.includes('LARGE') ? new ProducerError('RecordTooLarge') : undefined;
  }

  public async flush(): Promise<void> {
    this.flushes++;
  }
}

const valid: Validator = Object.assign(() => true, { errors: null });

async function run(
  part: Parameters<typeof proxyEvent>[0],
  config: Partial<ProducerConfig> = {},
  writer = new FakeWriter(),
  validate = valid,
) {
  const service = { config: { ...CONFIG, ...config }, validate, writer };
  const report = await ingest(proxyEvent(part), service, () => 5_000);
  return { ...report, writer };
}

const records = (...data: unknown[]) => JSON.stringify({ records: data.map((one) => ({ data: one })) });

test('its texts are those of the routes without a function', () => {
  expect(MESSAGES).toMatchObject(OURS);
});

describe('an event', () => {
  test('is stored as it was sent, with time left for the answer', async () => {
    const body = ' { "a" : 1.10 }\r\n';
    const { answer, writer } = await run({ body });
    expect(writer.written).toEqual([{ data: body, partitionKey: 'EXT-ID=' }]);
    expect([writer.timeouts, writer.flushes]).toEqual([[4_700], 1]);
    expect(answer).toEqual({ status: 200, body: { shardId: 'shardId-0', sequenceNumber: '1' } });
  });

  test('has what time is left when it has been read and found valid', async () => {
    let remaining = 5_000;
    const takeTime = () => {
      remaining -= 4_000;
      return true;
    };
    const slow: Validator = Object.assign(takeTime, { errors: null });
    const writer = new FakeWriter();
    await ingest(proxyEvent({ body: '{"a":1}' }), { config: CONFIG, validate: slow, writer }, () => remaining);
    expect(writer.timeouts).toEqual([700]);
  });

  test('that came base64-encoded is stored decoded, its invalid bytes as U+FFFD', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('€"}')]);
    const { writer } = await run({ body: bytes.toString('base64'), isBase64Encoded: true });
    expect(writer.written[0]?.data).toBe('{"a":"\ufffd€"}');
  });

  test('that is nothing is validated as an empty object', async () => {
    const seen: unknown[] = [];
    const validate: Validator = Object.assign((value: unknown) => seen.push(value) === 0, { errors: null });
    for (const body of [null, ''])
      expect((await run({ body }, {}, new FakeWriter(), validate)).answer.status).toBe(400);
    expect(seen).toEqual([{}, {}]);
  });

  test('in its envelope says where it came from', async () => {
    const { writer } = await run({ body: '{ "a" : 1.10 }' }, { enrich: true, schemaVersion: '7' });
    expect(writer.written[0]?.data).toBe(
      '{"meta":{"receivedAt":"2026-01-02T12:00:00.000Z","requestId":"EXT-ID=","source":"192.0.2.7","principal":null,' +
        '"schemaVersion":"7"},"event":{"a":1.10}}',
    );
  });

  test.each<[string, Parameters<typeof proxyEvent>[0], string | null]>([
    ['nobody', {}, null],
    [
      'an IAM principal',
      { identity: { userArn: 'arn:aws:iam::111122223333:user/dev' } },
      'arn:aws:iam::111122223333:user/dev',
    ],
    ['a client with a key', { identity: { apiKeyId: 'k3y1d', apiKey: 'sesame' } }, 'k3y1d'],
    ['a Cognito user', { authorizer: { claims: { sub: 'user-1' } } }, 'user-1'],
    ['whom an authorizer let in', { authorizer: { principalId: 'tenant-1' }, identity: { apiKeyId: 'k' } }, 'tenant-1'],
  ])('tells the principal of %s', async (_, part, principal) => {
    const { writer } = await run({ body: '{}', ...part }, { enrich: true });
    expect(JSON.parse(writer.written[0]?.data ?? '').meta.principal).toBe(principal);
    expect(writer.written[0]?.data).not.toContain('sesame');
  });
});

describe('the partition key', () => {
  const BIG = ' { "n" : 1.10, "a" : 5, "\\u0061": [ [9], { "x": 2, "id" : 12345678901234567891 } ] }';

  test.each<[string, Partial<ProducerConfig>, Parameters<typeof proxyEvent>[0], string]>([
    ['a header in any letter case', {}, { headers: { 'x-PARTITION-Key': 'k"1' } }, 'k"1'],
    ['the last of several headers', {}, { headers: { 'X-Partition-Key': 'a', 'x-partition-key': 'b' } }, 'b'],
    ['an empty header', {}, { headers: { 'X-Partition-Key': '' } }, 'EXT-ID='],
    ['a path parameter', { key: { from: 'path', name: 'device' } }, { pathParameters: { device: 'd1' } }, 'd1'],
    ['a query parameter', { key: { from: 'query', name: 'q' } }, { query: { q: 'q1' } }, 'q1'],
    ['a missing parameter', { key: { from: 'query', name: 'q' } }, {}, 'EXT-ID='],
    ['a field', { key: { from: 'body', name: '$.a.b[1].c-d' } }, { body: '{"a":{"b":[0,{"c-d":7}]}}' }, '7'],
    ['a number of any size', { key: { from: 'body', name: '$.a[1].id' } }, { body: BIG }, '12345678901234567891'],
    ['a number with a fraction', { key: { from: 'body', name: '$.n' } }, { body: BIG }, '1.1'],
    ['a field of a list', { key: { from: 'body', name: '$.a.length' } }, { body: '{"a":[1]}' }, 'EXT-ID='],
    ['a field of the prototype', { key: { from: 'body', name: '$.constructor.name' } }, {}, 'EXT-ID='],
    ['an object', { key: { from: 'body', name: '$.a' } }, { body: '{"a":{}}' }, 'EXT-ID='],
    ['the context', { key: { from: 'context', name: 'identity.sourceIp' } }, {}, '192.0.2.7'],
    ['nothing', { key: { from: 'spread', name: '' } }, {}, 'EXT-ID='],
  ])('comes from %s', async (_, config, part, expected) => {
    const { writer } = await run({ body: '{"x":1}', ...part }, config);
    expect(writer.written[0]?.partitionKey).toBe(expected);
  });

  test('of a record stands beside its data, or is the id of the request and its place', async () => {
    const body = '{"records":[{"data":1,"partitionKey":"k\\n€"},{"data":2,"partitionKey":""},{"data":3}]}';
    const { writer } = await run({ body }, BATCH);
    expect(writer.written.map(({ partitionKey }) => partitionKey)).toEqual(['k\n€', 'EXT-ID=-1', 'EXT-ID=-2']);
  });

  test('of a record comes from its data where that is asked for', async () => {
    const { writer } = await run(
      { body: records({ id: 'a' }, { id: true }) },
      { ...BATCH, key: { from: 'body', name: '$.id' } },
    );
    expect(writer.written.map(({ partitionKey }) => partitionKey)).toEqual(['a', 'true']);
    const body = '{"records":[{"data":{"id":1}},{"data":{"id":-98765432109876543210}}]}';
    const big = await run({ body }, { ...BATCH, key: { from: 'body', name: '$.id' } });
    expect(big.writer.written.map(({ partitionKey }) => partitionKey)).toEqual(['1', '-98765432109876543210']);
  });
});

describe('a batch', () => {
  test('is stored record by record, as sent but for white space', async () => {
    const body =
      '{ "records" : [ {"data": 9}, { "partitionKey":"k", "data" : { "a" : 1.0 } , "more":[1] }, {"data":"x y"} ],"records":[{"data":[ 1.10 ]},{"data":"x y"}] }';
    const { writer } = await run({ body }, BATCH);
    expect(writer.written.map(({ data }) => data)).toEqual(['[1.10]', '"x y"']);
  });

  test.each<[string, (ProducerErrorCode | undefined)[], number, string]>([
    ['was stored', [undefined, undefined], 200, 'ok ok'],
    [
      'failed in part',
      ['Throttled', undefined, 'Unavailable', 'TimedOut'],
      207,
      'Throttled ok TargetUnavailable TargetUnavailable',
    ],
    ['was throttled', ['Throttled', 'Throttled'], 429, 'Throttled Throttled'],
    ['failed', ['Unavailable', 'Unavailable'], 503, 'TargetUnavailable TargetUnavailable'],
    ['failed for several reasons', ['Throttled', 'Denied'], 503, 'Throttled TargetUnavailable'],
  ])('that %s is answered for each record', async (_, failures, status, codes) => {
    const { answer } = await run({ body: records(...failures.map((__, id) => id)) }, BATCH, new FakeWriter(failures));
    expect(answer.status).toBe(status);
    const { failedRecordCount, records: told } = answer.body as {
      failedRecordCount: number;
      records: { errorCode?: string; errorMessage?: string }[];
    };
    expect(told.map(({ errorCode }) => errorCode ?? 'ok').join(' ')).toBe(codes);
    expect(failedRecordCount).toBe(failures.filter((failure) => failure !== undefined).length);
    for (const { errorCode, errorMessage } of told) {
      if (errorCode === undefined) continue;
      expect(errorMessage).toBe(errorCode === 'Throttled' ? MESSAGES.throttled : MESSAGES.unavailable);
    }
  });

  test('with a record that is too large is refused before any is stored', async () => {
    const { answer, writer } = await run({ body: records(1, 'LARGE') }, BATCH);
    expect([answer.status, writer.written]).toEqual([400, []]);
  });
});

describe('what is not stored', () => {
  test.each<[ProducerErrorCode, number, string]>([
    ['Throttled', 429, 'Throttled'],
    ['QueueFull', 429, 'Throttled'],
    ['Refused', 400, 'InvalidRequest'],
    ['RecordTooLarge', 400, 'InvalidRequest'],
    ['InvalidKey', 400, 'InvalidRequest'],
    ['Denied', 502, 'TargetUnavailable'],
    ['Unavailable', 503, 'TargetUnavailable'],
    ['TimedOut', 504, 'TargetTimeout'],
    ['Closed', 500, 'InternalError'],
    ['Aborted', 500, 'InternalError'],
  ])('because it was %s is answered %i %s', async (failure, status, code) => {
    const { answer, failed } = await run({ body: '{"a":1}' }, {}, new FakeWriter([failure]));
    expect(answer).toMatchObject({ status, body: { error: { code, requestId: 'EXT-ID=' } } });
    expect(failed).toEqual({ [failure]: 1 });
  });

  test.each<ProducerErrorCode>(['Denied', 'Refused', 'TimedOut'])(
    'of a batch at all because it was %s is answered as one request',
    async (failure) => {
      const one = await run({ body: '{"a":1}' }, {}, new FakeWriter([failure]));
      const batch = await run({ body: records(1, 2) }, BATCH, new FakeWriter([failure, failure]));
      expect(batch.answer).toEqual(one.answer);
    },
  );

  test('is told with the names of the errors behind it', async () => {
    const cause = Object.assign(new Error('stream events of account 111122223333'), {
      name: 'ResourceNotFoundException',
    });
    const denied = new ProducerError('Denied', undefined, { cause });
    const { failed, causes } = await run({ body: records(1, 2) }, BATCH, new FakeWriter([denied, denied]));
    expect([failed, causes]).toEqual([{ Denied: 2 }, ['ResourceNotFoundException']]);
  });

  test('because of an error that is no writer’s is thrown on', async () => {
    await expect(run({ body: '{"a":1}' }, {}, new FakeWriter([new TypeError('ours')]))).rejects.toThrow('ours');
  });
});

describe('a request is refused', () => {
  test.each([
    ['text/plain', 415],
    ['application/jsonx', 415],
    ['application/json; charset=utf-8', 200],
    [' Application/JSON ', 200],
    ['', 200],
  ])('or taken by its type: %s', async (type, status) => {
    expect((await run({ body: '{"a":1}', headers: { 'content-TYPE': type } })).answer.status).toBe(status);
  });

  test.each(['{', '[1,]', '{"a":1} x', '\ufeff{"a":1}', 'NaN'])('where it is not JSON: %s', async (body) => {
    const { answer, refused, rule } = await run({ body });
    expect([answer.status, refused, rule]).toEqual([400, 'invalidBody', 'not JSON']);
  });

  test('where it breaks a rule of the schema, which is told by its place alone', async () => {
    const validate: Validator = Object.assign(() => false, { errors: [{ schemaPath: '#/properties/a/type' }] });
    const { answer, rule } = await run({ body: '{"a":"secret"}' }, {}, new FakeWriter(), validate);
    expect([answer.status, rule]).toEqual([400, '#/properties/a/type']);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  test('where it is nested more deeply than the validator can go', async () => {
    const validate: Validator = Object.assign(() => {
      throw new RangeError('Maximum call stack size exceeded');
    }, {});
    expect((await run({ body: '{"a":1}' }, {}, new FakeWriter(), validate)).answer.status).toBe(400);
  });
});
