import * as fc from 'fast-check';
import { StreamReader } from '../../../local/kinesis';
import { memoryStore } from '../../../local/storage';
import { type Call, definition, iterator, readAll, record, startKinesis } from './fixtures';

interface ListedShard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly AdjacentParentShardId?: string;
  readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
  readonly SequenceNumberRange: { readonly EndingSequenceNumber?: string };
}

const HALF = '170141183460469231731687303715884105728';
const split = (call: Call, shard = 0) =>
  call('SplitShard', { StreamName: 'events', ShardToSplit: `shardId-00000000000${shard}`, NewStartingHashKey: HALF });
const shardsOf = async (call: Call, input: object = {}) =>
  (await call('ListShards', { StreamName: 'events', ...input })).json.Shards as ListedShard[];
const update = (call: Call, TargetShardCount: number) =>
  call('UpdateShardCount', { StreamName: 'events', TargetShardCount, ScalingType: 'UNIFORM_SCALING' });

/** Whether ranges follow each other from 0 to 2^128-1. */
function coverAll(shards: readonly ListedShard[]): boolean {
  const ranges = shards
    .map(
      ({ HashKeyRange: { StartingHashKey, EndingHashKey } }) =>
        [BigInt(StartingHashKey), BigInt(EndingHashKey)] as const,
    )
    .sort(([one], [other]) => (one < other ? -1 : 1));
  let next = 0n;
  for (const [start, end] of ranges) {
    if (start !== next) return false;
    next = end + 1n;
  }
  return next === 1n << 128n;
}

test('a split closes the parent and opens two children in its place', async () => {
  const { call, clock } = startKinesis();
  await call('PutRecord', { StreamName: 'events', ...record('before') });
  expect(await split(call)).toMatchObject({ status: 200, text: '' });
  expect((await call('DescribeStreamSummary', { StreamName: 'events' })).json).toMatchObject({
    StreamDescriptionSummary: { StreamStatus: 'UPDATING', OpenShardCount: 2 },
  });
  clock.advance(500);
  const shards = await shardsOf(call);
  expect(shards.map(({ ParentShardId }) => ParentShardId)).toEqual([
    undefined,
    'shardId-000000000000',
    'shardId-000000000000',
  ]);
  expect(shards.map(({ SequenceNumberRange }) => SequenceNumberRange.EndingSequenceNumber !== undefined)).toEqual([
    true,
    false,
    false,
  ]);
  expect(
    (await call('PutRecord', { StreamName: 'events', ...record('after'), ExplicitHashKey: HALF })).json.ShardId,
  ).toBe('shardId-000000000002');
});

test('a closed shard is read to its end, then names its children', async () => {
  const { call } = startKinesis();
  await call('PutRecord', { StreamName: 'events', ...record('last') });
  await split(call);
  const { json } = await call('GetRecords', { ShardIterator: await iterator(call) });
  expect(json.Records).toHaveLength(1);
  expect(json).not.toHaveProperty('NextShardIterator');
  expect(json.ChildShards).toEqual([
    expect.objectContaining({ ShardId: 'shardId-000000000001', ParentShards: ['shardId-000000000000'] }),
    expect.objectContaining({ ShardId: 'shardId-000000000002', ParentShards: ['shardId-000000000000'] }),
  ]);
});

test('a merge closes two neighbours and opens one in their place', async () => {
  const { call } = startKinesis({ shardCount: 2 });
  await call('MergeShards', {
    StreamName: 'events',
    ShardToMerge: 'shardId-000000000000',
    AdjacentShardToMerge: 'shardId-000000000001',
  });
  expect((await shardsOf(call))[2]).toMatchObject({
    ParentShardId: 'shardId-000000000000',
    AdjacentParentShardId: 'shardId-000000000001',
    HashKeyRange: { StartingHashKey: '0', EndingHashKey: '340282366920938463463374607431768211455' },
  });
});

test('any change of the shard count leaves even shards that cover all keys', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      async (from, factor) => {
        const { call } = startKinesis({ shardCount: from });
        const to = Math.max(1, Math.ceil(from * factor));
        fc.pre(to !== from && to <= from * 2);
        expect((await update(call, to)).json).toMatchObject({ CurrentShardCount: from, TargetShardCount: to });
        const open = await shardsOf(call, { ShardFilter: { Type: 'AT_LATEST' } });
        expect(open).toHaveLength(to);
        expect(coverAll(open)).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test.each([
  [
    'more than double',
    5,
    'UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 2, Target shard count: 5',
  ],
  [
    'more than 10,000',
    10_001,
    'Target shard count or number of open shards cannot be greater than 10000. Current open shard count: 2, Target shard count: 10001',
  ],
])('fails to scale to %s', async (_, target, message) => {
  const { call } = startKinesis({ shardCount: 2 });
  expect((await update(call, target)).json).toEqual({ __type: 'LimitExceededException', message });
});

test('fails to scale for the eleventh time within a day', async () => {
  const { call, clock } = startKinesis({ shardCount: 2 });
  for (let i = 0; i < 10; i++) {
    expect((await update(call, i % 2 === 0 ? 3 : 2)).status).toBe(200);
    clock.advance(1_000);
  }
  expect((await update(call, 3)).json.__type).toBe('LimitExceededException');
  clock.advance(86_400_000);
  expect((await update(call, 3)).status).toBe(200);
});

test('fails to reshard while an earlier change is under way', async () => {
  const { call } = startKinesis({ shardCount: 2 });
  await update(call, 3);
  expect((await update(call, 4)).json).toEqual({
    __type: 'ResourceInUseException',
    message: 'Stream events under account 111111111111 not ACTIVE, instead in state UPDATING',
  });
});

test('fails to reshard an on-demand stream', async () => {
  const { call } = startKinesis({ mode: 'ON_DEMAND', shardCount: 4 });
  expect((await split(call)).json).toEqual({
    __type: 'ValidationException',
    message: 'Request is invalid. Stream events under account 111111111111 is in On-Demand mode.',
  });
});

test.each(['0', '1', '340282366920938463463374607431768211455'])('fails to split at %s', async (NewStartingHashKey) => {
  const { call } = startKinesis();
  const { json } = await call('SplitShard', {
    StreamName: 'events',
    ShardToSplit: 'shardId-000000000000',
    NewStartingHashKey,
  });
  expect(json).toMatchObject({
    __type: 'InvalidArgumentException',
    message: expect.stringContaining('is not both greater than one plus'),
  });
});

test('fails to merge shards that are no neighbours', async () => {
  const { call } = startKinesis({ shardCount: 3 });
  const { json } = await call('MergeShards', {
    StreamName: 'events',
    ShardToMerge: 'shardId-000000000000',
    AdjacentShardToMerge: 'shardId-000000000002',
  });
  expect(json.message).toBe(
    'Shards shardId-000000000000 and shardId-000000000002 in stream events under account 111111111111 are not an adjacent pair of shards eligible for merging',
  );
});

test('shards, records and numbers outlive the process', async () => {
  const store = memoryStore();
  const first = startKinesis({}, { store });
  await first.call('PutRecord', { StreamName: 'events', ...record('before') });
  await split(first.call);
  const put = (call: Call) => call('PutRecord', { StreamName: 'events', ...record('child'), ExplicitHashKey: '0' });
  const before = await put(first.call);
  const second = startKinesis({}, { store });
  second.clock.set(first.clock.now() + 60_000);
  expect(await shardsOf(second.call)).toEqual(await shardsOf(first.call));
  const after = await put(second.call);
  expect(after.json.ShardId).toBe('shardId-000000000001');
  expect(BigInt(String(after.json.SequenceNumber))).toBeGreaterThan(BigInt(String(before.json.SequenceNumber)));
  expect(await readAll(second.call, { ShardId: 'shardId-000000000001' })).toHaveLength(2);
});

test('a shard count that the template changed is what a restart scales to', async () => {
  const store = memoryStore();
  const first = startKinesis({ shardCount: 2 }, { store });
  await first.call('PutRecord', { StreamName: 'events', ...record('x') });
  const second = startKinesis({ shardCount: 3 }, { store });
  expect(await shardsOf(second.call, { ShardFilter: { Type: 'AT_LATEST' } })).toHaveLength(3);
});

test('the records of a key keep their order over any changes of the shards', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ put: fc.constantFrom('a', 'b', 'c', 'd', 'e') }) },
    { weight: 1, arbitrary: fc.record({ scale: fc.integer({ min: 1, max: 6 }) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { call, kinesis, clock } = startKinesis({ shardCount: 2 });
      const put = new Map<string, string[]>();
      for (const [i, one] of steps.entries()) {
        clock.advance(1_000);
        if ('scale' in one) await update(call, one.scale);
        else {
          await call('PutRecord', { StreamName: 'events', ...record(`${i}`, one.put) });
          put.set(one.put, [...(put.get(one.put) ?? []), `${i}`]);
        }
      }
      // As consumers do: parents are read to their end before their children.
      const reader = new StreamReader(kinesis);
      const { arn } = definition();
      const read = new Map<string, string[]>();
      for (const { shardId } of await reader.shards(arn)) {
        const { records } = await reader.read(arn, shardId, '0');
        for (const { partitionKey, data } of records)
          read.set(partitionKey, [...(read.get(partitionKey) ?? []), data.toString()]);
      }
      expect(read).toEqual(put);
    }),
    { numRuns: 60 },
  );
});
