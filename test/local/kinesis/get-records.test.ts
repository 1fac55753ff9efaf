import { iterator, type ReadRecord, readAll, record, START, startKinesis } from './fixtures';

const SHARD = 'shardId-000000000000';

/** Five records a second apart. */
async function fiveRecords() {
  const started = startKinesis();
  const numbers: string[] = [];
  for (let i = 0; i < 5; i++) {
    const { json } = await started.call('PutRecord', { StreamName: 'events', ...record(`${i}`) });
    numbers.push(String(json.SequenceNumber));
    started.clock.advance(1_000);
  }
  return { ...started, numbers };
}

const texts = (records: readonly ReadRecord[]) => records.map(({ Data }) => Buffer.from(Data, 'base64').toString());

test.each([
  ['TRIM_HORIZON', {}, ['0', '1', '2', '3', '4']],
  ['LATEST', {}, []],
  ['AT_TIMESTAMP', { Timestamp: (START + 1_500) / 1_000 }, ['2', '3', '4']],
  ['AT_TIMESTAMP', { Timestamp: START / 1_000 }, ['0', '1', '2', '3', '4']],
])('an iterator of type %s with %j begins where it says', async (ShardIteratorType, input, expected) => {
  const { call } = await fiveRecords();
  expect(texts(await readAll(call, { ShardIteratorType, ...input }))).toEqual(expected);
});

test.each([
  ['AT_SEQUENCE_NUMBER', ['2', '3', '4']],
  ['AFTER_SEQUENCE_NUMBER', ['3', '4']],
])('an iterator of type %s begins at or behind its record', async (ShardIteratorType, expected) => {
  const { call, numbers } = await fiveRecords();
  const StartingSequenceNumber = numbers[2];
  expect(texts(await readAll(call, { ShardIteratorType, StartingSequenceNumber }))).toEqual(expected);
});

test('an iterator of type LATEST is fixed when it is made', async () => {
  const { call } = startKinesis();
  const ShardIterator = await iterator(call, { ShardIteratorType: 'LATEST' });
  await call('PutRecord', { StreamName: 'events', ...record('later') });
  const { json } = await call('GetRecords', { ShardIterator });
  expect(texts(json.Records as ReadRecord[])).toEqual(['later']);
});

test('the next iterator goes on behind what was read', async () => {
  const { call } = await fiveRecords();
  const first = await call('GetRecords', { ShardIterator: await iterator(call), Limit: 2 });
  const second = await call('GetRecords', { ShardIterator: first.json.NextShardIterator });
  expect(texts(first.json.Records as ReadRecord[])).toEqual(['0', '1']);
  expect(texts(second.json.Records as ReadRecord[])).toEqual(['2', '3', '4']);
  expect([first.json.MillisBehindLatest, second.json.MillisBehindLatest]).toEqual([3_000, 0]);
});

test('records are gone after retention', async () => {
  const { call, clock } = await fiveRecords();
  clock.set(START + 24 * 3_600_000 + 2_500);
  expect(texts(await readAll(call))).toEqual(['3', '4']);
  clock.advance(3_600_000);
  expect(texts(await readAll(call))).toEqual([]);
});

test('a shard gives five reads in any second', async () => {
  const { call, clock } = startKinesis();
  const ShardIterator = await iterator(call);
  const read = async () => (await call('GetRecords', { ShardIterator })).json.__type ?? 'ok';
  for (let i = 0; i < 5; i++) expect(await read()).toBe('ok');
  expect(await read()).toBe('ProvisionedThroughputExceededException');
  clock.advance(1_000);
  expect(await read()).toBe('ok');
});

test('a read of 10 MiB uses up five seconds', async () => {
  const { call, clock } = startKinesis();
  for (let i = 0; i < 11; i++) {
    await call('PutRecord', { StreamName: 'events', ...record('x'.repeat(1_048_500)) });
    clock.advance(1_000);
  }
  const first = await call('GetRecords', { ShardIterator: await iterator(call) });
  expect(first.json.Records).toHaveLength(10);
  const again = async () => (await call('GetRecords', { ShardIterator: first.json.NextShardIterator })).status;
  expect(await again()).toBe(400);
  clock.advance(4_990);
  expect(await again()).toBe(400);
  clock.advance(10);
  expect(await again()).toBe(200);
});

test('an iterator expires after five minutes', async () => {
  const { call, clock } = startKinesis();
  const ShardIterator = await iterator(call);
  clock.advance(300_000);
  expect((await call('GetRecords', { ShardIterator })).status).toBe(200);
  clock.advance(1);
  expect((await call('GetRecords', { ShardIterator })).json).toEqual({
    __type: 'ExpiredIteratorException',
    message:
      'Iterator expired. The iterator was created at time Thu Jan 15 12:00:00 UTC 2026 while right now it is Thu Jan 15 12:05:00 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.',
  });
});

test('the same seed gives the same iterator', async () => {
  const [one, same, other] = ['a', 'a', 'b'].map((seed) => startKinesis({}, { seed }).call);
  const of = (call = one) => (call === undefined ? '' : iterator(call));
  expect(await of(one)).toBe(await of(same));
  expect(await of(one)).not.toBe(await of(other));
});

test.each(['x', 'AAAAAAAAAAE=', Buffer.alloc(64).toString('base64')])(
  'fails on the iterator %s',
  async (ShardIterator) => {
    const { call } = startKinesis();
    expect((await call('GetRecords', { ShardIterator })).json).toEqual({
      __type: 'InvalidArgumentException',
      message: 'Invalid ShardIterator.',
    });
  },
);

test.each([
  [
    'an unknown shard',
    { ShardId: 'shardId-000000000007' },
    'ResourceNotFoundException',
    'Could not find shard shardId-000000000007 in stream events under account 111111111111.',
  ],
  [
    'a shard id that is none',
    { ShardId: 'x' },
    'ResourceNotFoundException',
    'Could not find shard x in stream events under account 111111111111.',
  ],
  [
    'an unknown type',
    { ShardIteratorType: 'X' },
    'ValidationException',
    "1 validation error detected: Value 'X' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
  ],
  [
    'a number with LATEST',
    { ShardIteratorType: 'LATEST', StartingSequenceNumber: '1' },
    'InvalidArgumentException',
    'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified LATEST and also a StartingSequenceNumber.',
  ],
  [
    'no number',
    { ShardIteratorType: 'AT_SEQUENCE_NUMBER' },
    'InvalidArgumentException',
    'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber.',
  ],
  [
    'no timestamp',
    { ShardIteratorType: 'AT_TIMESTAMP' },
    'InvalidArgumentException',
    'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
  ],
  [
    'a time to come',
    { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: START / 1_000 + 1 },
    'InvalidArgumentException',
    `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${START + 1_000}, currentTimestampInMillis: ${START}`,
  ],
  [
    'a number of nowhere',
    { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: '5' },
    'InvalidArgumentException',
    `StartingSequenceNumber 5 used in GetShardIterator on shard ${SHARD} in stream events under account 111111111111 is invalid.`,
  ],
])('fails to make an iterator with %s', async (_, input, __type, message) => {
  const { call } = startKinesis();
  const { status, json } = await call('GetShardIterator', {
    StreamName: 'events',
    ShardId: SHARD,
    ShardIteratorType: 'TRIM_HORIZON',
    ...input,
  });
  expect(status).toBe(400);
  expect(json).toEqual({ __type, message });
});
