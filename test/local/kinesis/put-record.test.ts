import { base64, readAll, record, START, startKinesis } from './fixtures';

const KEY_LIMIT = 'x'.repeat(256);

test('a record is answered with its shard and sequence number', async () => {
  const { call } = startKinesis();
  const { status, json } = await call('PutRecord', { StreamName: 'events', ...record('hello') });
  expect(status).toBe(200);
  expect(json).toEqual({ ShardId: 'shardId-000000000000', SequenceNumber: expect.stringMatching(/^\d{56}$/) });
});

test('a record of an encrypted stream is answered with the encryption type', async () => {
  const { call } = startKinesis({ kmsKeyId: 'alias/key' });
  const { json } = await call('PutRecord', { StreamName: 'events', ...record('hello') });
  expect(json.EncryptionType).toBe('KMS');
});

test('a record is read as it was put', async () => {
  const { call } = startKinesis();
  await call('PutRecord', { StreamName: 'events', ...record('über 💣', 'ключ') });
  expect(await readAll(call)).toEqual([
    {
      Data: base64('über 💣'),
      PartitionKey: 'ключ',
      ApproximateArrivalTimestamp: START / 1_000,
      SequenceNumber: expect.any(String),
    },
  ]);
});

test('a stream is also found by its ARN', async () => {
  const { call } = startKinesis();
  const StreamARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/events';
  expect(await call('PutRecord', { StreamARN, ...record('x') })).toMatchObject({ status: 200 });
});

test('sequence numbers rise, whatever the clock does', async () => {
  const { call, clock } = startKinesis();
  const numbers: bigint[] = [];
  for (const step of [0, 1, 5_000, -9_000, 100_000]) {
    clock.advance(step);
    const { json } = await call('PutRecord', { StreamName: 'events', ...record('x') });
    numbers.push(BigInt(String(json.SequenceNumber)));
  }
  expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('an explicit hash key wins over the partition key', async () => {
  const { call } = startKinesis({ shardCount: 2 });
  const put = (ExplicitHashKey: string) =>
    call('PutRecord', { StreamName: 'events', ...record('x', 'same'), ExplicitHashKey });
  expect((await put('0')).json.ShardId).toBe('shardId-000000000000');
  expect((await put('170141183460469231731687303715884105727')).json.ShardId).toBe('shardId-000000000000');
  expect((await put('170141183460469231731687303715884105728')).json.ShardId).toBe('shardId-000000000001');
  expect((await put('340282366920938463463374607431768211455')).json.ShardId).toBe('shardId-000000000001');
});

test('the MD5 of the partition key chooses the shard', async () => {
  const { call } = startKinesis({ shardCount: 3 });
  // MD5 of "a" is 0cc1…, of "b" 92eb…, of "c" 4a8a….
  for (const [key, shard] of [
    ['a', 0],
    ['b', 1],
    ['c', 0],
    ['äöü', 0],
  ] as const) {
    const { json } = await call('PutRecord', { StreamName: 'events', ...record('x', key) });
    expect([key, json.ShardId]).toEqual([key, `shardId-00000000000${shard}`]);
  }
});

test.each([
  [
    'an explicit hash key of 2^128',
    { ExplicitHashKey: '340282366920938463463374607431768211456' },
    'InvalidArgumentException',
    'Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was 340282366920938463463374607431768211456',
  ],
  [
    'an empty key',
    { PartitionKey: '' },
    'ValidationException',
    "1 validation error detected: Value '' at 'partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'a key that is too long',
    { PartitionKey: `${KEY_LIMIT}x` },
    'ValidationException',
    `1 validation error detected: Value '${KEY_LIMIT}x' at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256`,
  ],
  [
    'no data',
    { Data: undefined },
    'ValidationException',
    "1 validation error detected: Value null at 'data' failed to satisfy constraint: Member must not be null",
  ],
  [
    'a stream name with a slash',
    { StreamName: 'a/b' },
    'ValidationException',
    "1 validation error detected: Value 'a/b' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
  ],
  [
    'an unknown stream',
    { StreamName: 'wrong-stream-name' },
    'ResourceNotFoundException',
    'Stream wrong-stream-name under account 111111111111 not found.',
  ],
  [
    'no stream',
    { StreamName: undefined },
    'InvalidArgumentException',
    'Either StreamName or StreamARN must be provided.',
  ],
  [
    'an ordering number that is none',
    { SequenceNumberForOrdering: '5' },
    'InvalidArgumentException',
    'ExclusiveMinimumSequenceNumber 5 used in PutRecord on stream events under account 111111111111 is invalid.',
  ],
])('fails on %s', async (_, input, code, message) => {
  const { call } = startKinesis();
  const { status, json } = await call('PutRecord', { StreamName: 'events', ...record('x'), ...input });
  expect(status).toBe(400);
  expect(json).toEqual({ __type: code, message });
});

test.each([
  [
    'a number as data',
    { Data: 5 },
    'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to a Blob',
  ],
  ['a flag as key', { PartitionKey: true }, 'class java.lang.Boolean can not be converted to an String'],
  ['a list as key', { PartitionKey: [] }, 'Start of list found where not expected'],
  ['a map as key', { PartitionKey: {} }, 'Start of structure or map found where not expected.'],
  [
    'base64 of a wrong length',
    { Data: 'abc' },
    "'abc' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but found: 3",
  ],
  [
    'base64 with a strange character',
    { Data: 'ab!d' },
    "'ab!d' can not be converted to a Blob: Invalid Base64 character: '!'",
  ],
  ['base64 of the URL kind', { Data: 'ab-d' }, "'ab-d' can not be converted to a Blob: Invalid Base64 character: '-'"],
  [
    'base64 with left-over bits',
    { Data: 'abd=' },
    "'abd=' can not be converted to a Blob: Invalid last non-pad Base64 character dectected",
  ],
])('fails to read %s', async (_, input, message) => {
  const { call } = startKinesis();
  const { status, json } = await call('PutRecord', { StreamName: 'events', ...record('x'), ...input });
  expect(status).toBe(400);
  expect(json).toEqual({ __type: 'SerializationException', Message: message });
});

test.each(['', '[]', '"x"', 'null', '{', '5'])('fails on the body %p', async (body) => {
  const { call } = startKinesis();
  expect(await call('PutRecord', body)).toMatchObject({ status: 400, json: { __type: 'SerializationException' } });
});

test('fails without permission, and keeps nothing', async () => {
  const { call } = startKinesis();
  const asked: string[] = [];
  const answer = await call('PutRecord', { StreamName: 'events', ...record('x') }, (action, resource) => {
    asked.push(`${action} ${resource}`);
    return 'not you';
  });
  expect(answer).toMatchObject({ status: 400, json: { __type: 'AccessDeniedException', message: 'not you' } });
  expect(asked).toEqual(['kinesis:PutRecord arn:aws:kinesis:eu-west-1:111111111111:stream/events']);
  expect(await readAll(call)).toEqual([]);
});

test('fails on a record larger than the stream takes, its key counted', async () => {
  const { call } = startKinesis();
  const put = (bytes: number) => call('PutRecord', { StreamName: 'events', ...record('x'.repeat(bytes), 'four') });
  expect((await put(1_048_572)).status).toBe(200);
  expect(await put(1_048_573)).toMatchObject({
    status: 400,
    json: {
      __type: 'ValidationException',
      message:
        "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1048573 cap=1048573]' at 'data' failed to satisfy constraint: Member must have length less than or equal to 1048576",
    },
  });
});

test('a stream set to larger records takes them', async () => {
  const { call } = startKinesis({ maxRecordSize: 10 * 1_048_576 });
  const data = Buffer.alloc(10 * 1_048_576 - 3, 'x').toString('base64');
  expect(await call('PutRecord', { StreamName: 'events', Data: data, PartitionKey: 'key' })).toMatchObject({
    status: 200,
  });
});
