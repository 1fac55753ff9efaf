import { readAll, record, startKinesis } from './fixtures';

const batch = (count: number, data = 'x', key = 'key') => ({
  StreamName: 'events',
  Records: Array.from({ length: count }, () => record(data, key)),
});

test('every record is answered in its place', async () => {
  const { call } = startKinesis({ shardCount: 2 });
  const Records = ['a', 'b', 'c'].map((key) => record(key, key));
  const { status, json } = await call('PutRecords', { StreamName: 'events', Records });
  expect(status).toBe(200);
  expect(json).toEqual({
    FailedRecordCount: 0,
    Records: ['shardId-000000000000', 'shardId-000000000001', 'shardId-000000000000'].map((ShardId) => ({
      ShardId,
      SequenceNumber: expect.stringMatching(/^\d{56}$/),
    })),
  });
});

test('records of one shard keep the order of the batch', async () => {
  const { call } = startKinesis();
  await call('PutRecords', { StreamName: 'events', Records: ['1', '2', '3'].map((data) => record(data)) });
  expect((await readAll(call)).map(({ Data }) => Buffer.from(Data, 'base64').toString())).toEqual(['1', '2', '3']);
});

test('a shard over its limit fails its records alone, and the call succeeds', async () => {
  const { call } = startKinesis({ shardCount: 2 });
  await call('PutRecords', batch(500, 'x', 'a'));
  await call('PutRecords', batch(499, 'x', 'a'));
  const { status, json } = await call('PutRecords', {
    StreamName: 'events',
    Records: [record('1', 'a'), record('2', 'a'), record('3', 'b')],
  });
  expect(status).toBe(200);
  expect(json).toEqual({
    FailedRecordCount: 1,
    Records: [
      { ShardId: 'shardId-000000000000', SequenceNumber: expect.any(String) },
      {
        ErrorCode: 'ProvisionedThroughputExceededException',
        ErrorMessage: 'Rate exceeded for shard shardId-000000000000 in stream events under account 111111111111.',
      },
      { ShardId: 'shardId-000000000001', SequenceNumber: expect.any(String) },
    ],
  });
});

test('a shard takes records again a second later', async () => {
  const { call, clock } = startKinesis();
  for (let i = 0; i < 3; i++) await call('PutRecords', batch(500));
  expect((await call('PutRecord', { StreamName: 'events', ...record('x') })).json.__type).toBe(
    'ProvisionedThroughputExceededException',
  );
  clock.advance(1_000);
  expect((await call('PutRecord', { StreamName: 'events', ...record('x') })).status).toBe(200);
});

test('one mistaken record fails the whole call', async () => {
  const { call } = startKinesis();
  const { status, json } = await call('PutRecords', { StreamName: 'events', Records: [record('x', ''), record('y')] });
  expect(status).toBe(400);
  expect(json).toEqual({
    __type: 'ValidationException',
    message:
      "1 validation error detected: Value '' at 'records.1.member.partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
  });
  expect(await readAll(call)).toEqual([]);
});

test.each([0, 501])('fails on a batch of %i', async (count) => {
  const { call } = startKinesis();
  const { status, json } = await call('PutRecords', batch(count));
  expect(status).toBe(400);
  expect(json.__type).toBe('ValidationException');
  expect(json.message).toMatch(/at 'records' failed to satisfy constraint: Member must have length/);
});

test('fails on a batch of more than 10 MiB, keys counted', async () => {
  const { call } = startKinesis();
  const { json } = await call('PutRecords', batch(11, 'x'.repeat(1_000_000)));
  expect(json).toEqual({ __type: 'InvalidArgumentException', message: 'Records size exceeds 10 MB limit' });
});

test('fails on a batch with null records', async () => {
  const { call } = startKinesis();
  const { json } = await call('PutRecords', { StreamName: 'events', Records: [null] });
  expect(json).toMatchObject({
    __type: 'ValidationException',
    message:
      "1 validation error detected: Value null at 'records.1.member' failed to satisfy constraint: Member must not be null",
  });
});

test('a fault on purpose fails the records it is asked to', async () => {
  let asked = 0;
  const { call } = startKinesis({}, { faults: { tryRefuse: () => (++asked % 2 === 0 ? 'failed' : undefined) } });
  const { json } = await call('PutRecords', batch(2));
  expect(json).toMatchObject({ FailedRecordCount: 1, Records: [{}, { ErrorCode: 'InternalFailure' }] });
});
