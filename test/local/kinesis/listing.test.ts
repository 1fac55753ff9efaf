import { Firehose, FirehoseService } from '../../../local/firehose';
import { Kinesis, KinesisService } from '../../../local/kinesis';
import { MemoryObjectStore } from '../../../local/s3';
import { openDiskStore, realDisk } from '../../../local/storage';
import { temporaryFolder } from '../storage/temporary-folder';
import { definition, readAll, record, START, startKinesis } from './fixtures';

test('a stream is described with its shards, a page at a time', async () => {
  const { call } = startKinesis({ shardCount: 3, kmsKeyId: 'key' });
  const { json } = await call('DescribeStream', { StreamName: 'events', Limit: 2 });
  expect(json.StreamDescription).toMatchObject({
    StreamName: 'events',
    StreamARN: definition().arn,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    RetentionPeriodHours: 24,
    StreamCreationTimestamp: START / 1_000,
    EncryptionType: 'KMS',
    KeyId: 'key',
    HasMoreShards: true,
    Shards: [{ ShardId: 'shardId-000000000000' }, { ShardId: 'shardId-000000000001' }],
  });
  const ExclusiveStartShardId = 'shardId-000000000001';
  expect((await call('DescribeStream', { StreamName: 'events', ExclusiveStartShardId })).json).toMatchObject({
    StreamDescription: { HasMoreShards: false, Shards: [{ ShardId: 'shardId-000000000002' }] },
  });
});

test('shards are listed a page at a time, by a token that ends after five minutes', async () => {
  const { call, clock } = startKinesis({ shardCount: 3 });
  const first = await call('ListShards', { StreamName: 'events', MaxResults: 2 });
  expect(first.json.Shards).toHaveLength(2);
  const { NextToken } = first.json;
  expect((await call('ListShards', { NextToken })).json).toEqual({
    Shards: [expect.objectContaining({ ShardId: 'shardId-000000000002' })],
  });
  expect((await call('ListShards', { NextToken, StreamName: 'events' })).json.message).toBe(
    'NextToken and StreamName cannot be provided together.',
  );
  expect((await call('ListShards', {})).json.message).toBe('Either NextToken or StreamName should be provided.');
  clock.advance(300_001);
  expect((await call('ListShards', { NextToken })).json.__type).toBe('ExpiredNextTokenException');
});

test('a token goes on with the filter of the first page, and takes nothing else beside it', async () => {
  const { call } = startKinesis({ shardCount: 3 });
  const NewStartingHashKey = String(2n ** 127n);
  await call('SplitShard', { StreamName: 'events', ShardToSplit: 'shardId-000000000001', NewStartingHashKey });
  const ShardFilter = { Type: 'AFTER_SHARD_ID', ShardId: 'shardId-000000000002' };
  const first = await call('ListShards', { StreamName: 'events', MaxResults: 1, ShardFilter });
  expect(first.json.Shards).toMatchObject([{ ShardId: 'shardId-000000000003' }]);
  const open = await call('ListShards', { StreamName: 'events', MaxResults: 1, ShardFilter: { Type: 'AT_LATEST' } });
  const rest = await call('ListShards', { NextToken: open.json.NextToken });
  expect(rest.json.Shards).toMatchObject([2, 3, 4].map((index) => ({ ShardId: `shardId-00000000000${index}` })));
  const { NextToken } = first.json;
  const ExclusiveStartShardId = 'shardId-000000000000';
  expect((await call('ListShards', { NextToken, ExclusiveStartShardId })).json).toEqual({
    __type: 'InvalidArgumentException',
    message: 'NextToken and ExclusiveStartShardId cannot be provided together.',
  });
});

test('streams are listed a page at a time', async () => {
  const { call, kinesis } = startKinesis();
  for (const name of ['c', 'a', 'b']) kinesis.addStream(definition({ name }));
  const first = await call('ListStreams', { Limit: 2 });
  expect(first.json).toMatchObject({ StreamNames: ['a', 'b'], HasMoreStreams: true });
  expect((await call('ListStreams', { NextToken: first.json.NextToken })).json).toMatchObject({
    StreamNames: ['c', 'events'],
    HasMoreStreams: false,
    StreamSummaries: [{ StreamName: 'c', StreamStatus: 'ACTIVE' }, { StreamName: 'events' }],
  });
});

test('a full disk is told to the caller, and nothing of his call is kept', async () => {
  let full = true;
  const disk = {
    ...realDisk,
    write: async (...input: Parameters<typeof realDisk.write>) => {
      if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      await realDisk.write(...input);
    },
  };
  const store = openDiskStore({ dataDir: temporaryFolder(), disk });
  const { call } = startKinesis({}, { store });
  const put = () => call('PutRecord', { StreamName: 'events', ...record('x') });
  expect(await put()).toMatchObject({
    status: 500,
    json: { __type: 'InternalFailure', message: expect.stringMatching(/^STORAGE_FULL: .*the disk is full/) },
  });
  expect(await readAll(call)).toEqual([]);
  full = false;
  expect((await put()).status).toBe(200);
  expect(await readAll(call)).toHaveLength(1);
  await store.close();
});

test.each([
  ['CreateStream', new KinesisService(new Kinesis())],
  ['UpdateDestination', new FirehoseService(new Firehose({ objects: new MemoryObjectStore() }))],
])('an operation that AWS has and this runtime has not says so: %s', async (action, service) => {
  const request = { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.from('{}'), action };
  expect(JSON.parse((await service.handle(request)).body.toString())).toEqual({
    __type: 'UnknownOperationException',
    message: `${action} is not emulated by the local runtime.`,
  });
});

test('an operation that is not there is named as one', async () => {
  const service = new KinesisService(new Kinesis());
  const request = { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.from('{}'), action: 'constructor' };
  expect((await service.handle(request)).body.toString()).toBe('{"__type":"UnknownOperationException"}');
});
