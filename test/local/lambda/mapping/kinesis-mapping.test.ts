import { AwsFault } from '../../../../local/endpoint';
import { Mapped } from './mapping-fixture';

const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:failed';
const failOn =
  (...poison: string[]) =>
  (bodies: readonly string[]) => {
    if (bodies.some((body) => poison.includes(body))) throw new Error('poison');
  };

describe('a mapping of a stream', () => {
  test('delivers what is in the stream, in batches of the given size', async () => {
    const mapped = new Mapped(undefined, { batchSize: 2 });
    for (const body of ['1', '2', '3']) mapped.put(body);
    mapped.mapping.start();
    await mapped.scheduler.advance(0);
    expect(mapped.batches).toEqual([['1', '2'], ['3']]);
  });

  test('delivers only what comes later where it starts at the latest', async () => {
    const mapped = new Mapped(undefined, { start: 'LATEST' });
    mapped.put('before');
    mapped.mapping.start();
    await mapped.scheduler.advance(0);
    mapped.put('after');
    await mapped.scheduler.advance(1_000);
    expect(mapped.batches).toEqual([['after']]);
  });

  test('starts at a time', async () => {
    const mapped = new Mapped(undefined, { start: { at: Date.UTC(2026, 0, 1) + 5_000 } });
    mapped.put('before');
    await mapped.scheduler.advance(5_000);
    mapped.put('after');
    mapped.mapping.start();
    await mapped.scheduler.advance(0);
    expect(mapped.delivered).toEqual(['after']);
  });

  test('waits for its window to gather a batch, or until it is full', async () => {
    const mapped = new Mapped(undefined, { window: 10, batchSize: 3 });
    mapped.put('1');
    mapped.mapping.start();
    await mapped.scheduler.advance(8_500);
    mapped.put('2');
    await mapped.scheduler.advance(1_499);
    expect(mapped.batches).toEqual([]);
    await mapped.scheduler.advance(1);
    expect(mapped.batches).toEqual([['1', '2']]);
    for (const body of ['3', '4', '5']) mapped.put(body);
    await mapped.scheduler.advance(1_000);
    expect(mapped.batches[1]).toEqual(['3', '4', '5']);
  });

  test('keeps the order of each partition key when it runs in parallel', async () => {
    const mapped = new Mapped(undefined, { parallelization: 4, batchSize: 2 });
    for (let round = 0; round < 40; round++) mapped.put(`${round % 8}-${round}`, `key-${round % 8}`);
    mapped.mapping.start();
    await mapped.scheduler.advance(0);
    for (let key = 0; key < 8; key++) {
      const own = mapped.delivered
        .filter((body) => body.startsWith(`${key}-`))
        .map((body) => Number(body.split('-')[1]));
      expect(own).toEqual([...own].sort((one, other) => one - other));
      expect(own).toHaveLength(5);
    }
  });

  test('retries a failed batch until it is handled, and holds up the shard', async () => {
    const mapped = new Mapped((_, invocation) => {
      if (invocation <= 3) throw new Error('not yet');
    });
    mapped.put('1');
    mapped.mapping.start();
    await mapped.scheduler.advance(500);
    mapped.put('2');
    await mapped.scheduler.advance(60_000);
    expect(mapped.batches).toEqual([['1'], ['1'], ['1'], ['1'], ['2']]);
  });

  test('gives up after its retries, and tells the queue which records', async () => {
    const mapped = new Mapped(failOn('bad'), { maximumRetries: 2, failureDestination: QUEUE });
    for (const body of ['good', 'bad']) mapped.put(body);
    mapped.mapping.start();
    await mapped.scheduler.advance(60_000);
    expect(mapped.batches).toHaveLength(3);
    expect(mapped.messages).toMatchObject([
      {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3, requestId: 'request-3' },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        KinesisBatchInfo: { batchSize: 2, startSequenceNumber: '1000', endSequenceNumber: '1001' },
      },
    ]);
  });

  test('splits failed batches until the poison stands alone, without using up retries', async () => {
    const mapped = new Mapped(failOn('bad'), { bisects: true, maximumRetries: 1, failureDestination: QUEUE });
    for (const body of ['1', '2', 'bad', '4', '5']) mapped.put(body);
    mapped.mapping.start();
    await mapped.scheduler.advance(60_000);
    expect(mapped.delivered).toEqual(['1', '2', '4', '5']);
    expect(mapped.batches.filter((batch) => batch.join() === 'bad')).toHaveLength(2);
    expect(mapped.messages).toMatchObject([{ KinesisBatchInfo: { batchSize: 1, startSequenceNumber: '1002' } }]);
  });

  test('goes on from the lowest sequence number that the function names', async () => {
    const failures = [['4', '3'], []];
    const mapped = new Mapped(() => failures.shift(), { reportsFailures: true });
    for (const body of ['1', '2', '3', '4']) mapped.put(body);
    mapped.mapping.start();
    await mapped.scheduler.advance(60_000);
    expect(mapped.batches).toEqual([
      ['1', '2', '3', '4'],
      ['3', '4'],
    ]);
  });

  test('retries the whole batch where the function names a record that is not in it', async () => {
    const failures = [['unknown'], []];
    const mapped = new Mapped(() => failures.shift(), { reportsFailures: true });
    for (const body of ['1', '2']) mapped.put(body);
    mapped.mapping.start();
    await mapped.scheduler.advance(60_000);
    expect(mapped.batches).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  test('gives up records that are too old, and puts them whole into the bucket', async () => {
    const mapped = new Mapped(failOn('old'), { maximumAge: 60, failureDestination: 'arn:aws:s3:::failed' });
    mapped.put('old');
    mapped.mapping.start();
    await mapped.scheduler.advance(50_000);
    mapped.put('new');
    await mapped.scheduler.advance(60_000);
    expect(mapped.delivered).toEqual(['new']);
    const [object] = mapped.objects;
    expect(object?.key).toMatch(
      /^aws\/lambda\/mapping-1\/shardId-000000000000\/2026\/01\/01\/2026-01-01T00\.01\.\d\d-[0-9a-f-]{36}$/,
    );
    expect(object?.value).toMatchObject({ requestContext: { condition: 'RecordAgeExceeded' } });
    const { Records } = JSON.parse(String(object?.value.payload));
    expect(Buffer.from(Records[0].kinesis.data, 'base64').toString()).toBe('old');
  });

  test('uses up no retry while the function is throttled', async () => {
    const mapped = new Mapped(
      (_, invocation) => {
        if (invocation <= 5) throw new AwsFault('TooManyRequestsException', 'Rate Exceeded.', 429);
      },
      { maximumRetries: 0, failureDestination: QUEUE },
    );
    mapped.put('1');
    mapped.mapping.start();
    await mapped.scheduler.advance(300_000);
    expect(mapped.delivered).toEqual(['1']);
    expect(mapped.messages).toEqual([]);
  });

  test('passes on only what its filters let through', async () => {
    const mapped = new Mapped(undefined, { filters: ['{"data":{"kind":["click"]}}'] });
    for (const body of ['{"kind":"click"}', '{"kind":"view"}', 'no json']) mapped.put(body);
    mapped.mapping.start();
    await mapped.scheduler.advance(0);
    expect(mapped.delivered).toEqual(['{"kind":"click"}']);
    expect(mapped.mapping.pending).toBe(0);
  });

  test('reads ahead no more than its lanes need, and all in the end', async () => {
    const mapped = new Mapped(() => undefined, { batchSize: 10 });
    for (let count = 0; count < 2_000; count++) mapped.put(String(count));
    let most = 0;
    const read = mapped.stream.read.bind(mapped.stream);
    mapped.stream.read = async (...call) => {
      most = Math.max(most, mapped.mapping.pending + call[2]);
      return read(...call);
    };
    mapped.mapping.start();
    await mapped.scheduler.advance(10_000);
    expect(mapped.delivered).toHaveLength(2_000);
    expect(most).toBeLessThanOrEqual(1_000);
  });

  test('gives up nothing because it was stopped', async () => {
    const mapped = new Mapped(
      () => {
        mapped.mapping.stop();
        throw new Error('terminated');
      },
      { maximumRetries: 0, failureDestination: QUEUE },
    );
    mapped.put('1');
    mapped.mapping.start();
    await mapped.scheduler.advance(10_000);
    expect(mapped.messages).toEqual([]);
    expect(mapped.mapping.pending).toBe(1);
  });

  test('drops what its role may not hand to the destination, and says so', async () => {
    const mapped = new Mapped(failOn('bad'), { maximumRetries: 0, failureDestination: QUEUE });
    mapped.refusals.add('sqs:SendMessage');
    mapped.put('bad');
    mapped.mapping.start();
    await mapped.scheduler.advance(10_000);
    expect(mapped.messages).toEqual([]);
    expect(mapped.log).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('are dropped: not authorized') }),
    );
  });

  test('reads children after their parents', async () => {
    const mapped = new Mapped(undefined, { batchSize: 1 });
    mapped.put('parent-1');
    mapped.put('parent-2');
    mapped.stream.shard('shardId-000000000001', ['shardId-000000000000']);
    mapped.put('child', 'key', 'shardId-000000000001');
    mapped.stream.shard('shardId-000000000000').closed = true;
    mapped.mapping.start();
    await mapped.scheduler.advance(2_000);
    expect(mapped.delivered).toEqual(['parent-1', 'parent-2', 'child']);
  });

  test('goes on where it left off after a restart', async () => {
    const mapped = new Mapped(failOn('3'), { start: 'LATEST', batchSize: 1 });
    mapped.stream.shard('shardId-000000000000');
    mapped.mapping.start();
    await mapped.scheduler.advance(0);
    for (const body of ['1', '2', '3']) mapped.put(body);
    await mapped.scheduler.advance(1_500);
    mapped.mapping.stop();
    mapped.batches.length = 0;
    const again = mapped.make();
    again.start();
    await mapped.scheduler.advance(0);
    expect(mapped.batches[0]).toEqual(['3']);
  });

  test('fails to read where its role may not, and says so', async () => {
    const mapped = new Mapped();
    mapped.refusals.add('kinesis:GetRecords');
    mapped.put('1');
    mapped.mapping.start();
    await mapped.scheduler.advance(3_000);
    expect(mapped.batches).toEqual([]);
    expect(mapped.log).toContainEqual(
      expect.objectContaining({ kind: 'note', message: 'not authorized to perform: kinesis:GetRecords' }),
    );
  });
});
