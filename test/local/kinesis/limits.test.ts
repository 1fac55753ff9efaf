import * as fc from 'fast-check';
import { ShardLimits } from '../../../local/kinesis/limits';
import { definition, record, startKinesis } from './fixtures';

const MIB = 1_048_576;

test('over any window of whole seconds a shard takes no more than its limits', () => {
  const put = fc.record({
    after: fc.double({ min: 0, max: 400, noNaN: true }),
    bytes: fc.integer({ min: 0, max: MIB }),
    count: fc.integer({ min: 1, max: 700 }),
  });
  fc.assert(
    fc.property(fc.array(put, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (puts, seconds) => {
      const limits = new ShardLimits();
      const taken: { at: number; bytes: number }[] = [];
      let now = 1_000_000;
      for (const { after, bytes, count } of puts) {
        now += after;
        for (let i = 0; i < count; i++) if (limits.tryWrite(now, bytes)) taken.push({ at: now, bytes });
      }
      for (const { at: start } of taken) {
        const window = taken.filter(({ at }) => at >= start && at < start + seconds * 1_000);
        expect(window.length).toBeLessThanOrEqual(1_000 * seconds);
        expect(window.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(MIB * seconds);
      }
    }),
    { numRuns: 30 },
  );
});

test('a shard takes all of its limit in a second', () => {
  const limits = new ShardLimits();
  let taken = 0;
  for (let ms = 0; ms < 10_000; ms++) if (limits.tryWrite(ms, 100)) taken++;
  expect(taken).toBe(10_000);
});

test('a record of 10 MiB keeps its shard busy for ten seconds', () => {
  const limits = new ShardLimits();
  expect(limits.tryWrite(0, 10 * MIB)).toBe(true);
  expect(limits.tryWrite(9_999, 1)).toBe(false);
  expect(limits.tryWrite(10_000, 1)).toBe(true);
  expect(limits.tryWrite(10_000, 2 * MIB)).toBe(false);
});

test('a shard gives no more than its limit in the long run, in however small pieces', () => {
  const limits = new ShardLimits();
  let given = 0;
  for (let ms = 0; ms < 60_000; ms += 100) {
    if (!limits.tryRead(ms)) continue;
    for (; limits.canRead(ms); given += 1.9 * MIB) limits.read(ms, 1.9 * MIB);
  }
  expect(given / 60 / MIB).toBeLessThan(2.1);
  expect(given / 60 / MIB).toBeGreaterThan(1.8);
});

test('the log names the key that keeps a shard busy, once in ten seconds', async () => {
  const { call, clock, log } = startKinesis({ shardCount: 2 });
  // MD5 sends "a" and "c" to the first shard.
  const Records = Array.from({ length: 500 }, (_, i) => record('x', i % 5 === 0 ? 'c' : 'a'));
  for (let i = 0; i < 4; i++) await call('PutRecords', { StreamName: 'events', Records });
  expect(log).toEqual([
    expect.objectContaining({
      kind: 'throttled',
      stream: 'events',
      shardId: 'shardId-000000000000',
      hotKey: 'a',
      message: expect.stringMatching(
        /^shardId-000000000000 of stream events is over its write limit: partition key "a" takes 80 % of it; /,
      ),
    }),
  ]);
  clock.advance(10_000);
  for (let i = 0; i < 3; i++) await call('PutRecords', { StreamName: 'events', Records });
  expect(log).toHaveLength(2);
});

test('one large record that a shard has no room for names its key', async () => {
  const { call, log } = startKinesis();
  const put = (data: Buffer) =>
    call('PutRecord', { StreamName: 'events', PartitionKey: 'video', Data: data.toString('base64') });
  await put(Buffer.alloc(1));
  await put(Buffer.alloc(1_048_000));
  await put(Buffer.alloc(1_048_000));
  expect(log).toEqual([expect.objectContaining({ hotKey: 'video', share: 1 })]);
});

test('the log says so where no key stands out', async () => {
  const { call, log } = startKinesis();
  const Records = Array.from({ length: 500 }, (_, i) => record('x', `key ${i}`));
  for (let i = 0; i < 3; i++) await call('PutRecords', { StreamName: 'events', Records });
  expect(log).toEqual([
    expect.objectContaining({ hotKey: undefined, message: expect.stringContaining('more shards help') }),
  ]);
});

test('an on-demand stream grows to twice its highest minute, at most doubling in fifteen', async () => {
  const { clock, log, kinesis } = startKinesis({ mode: 'ON_DEMAND', shardCount: 4 });
  const stream = kinesis.stream({ StreamName: definition().name });
  const data = Buffer.from('x');
  const minute = async (records: number) => {
    const entries = Array.from({ length: records }, (_, i) => ({ partitionKey: `key ${i}`, data }));
    for (let second = 0; second < 60; second++) {
      await stream.put(entries);
      clock.advance(1_000);
    }
  };
  await minute(500);
  await minute(500);
  expect(stream.shards.open).toHaveLength(4);
  await minute(2_600);
  await minute(500);
  expect(stream.shards.open).toHaveLength(6);
  await minute(4_000);
  await minute(4_000);
  expect(stream.shards.open).toHaveLength(8);
  expect(log.map(({ kind, message }) => [kind, message]).filter(([kind]) => kind === 'growth')).toEqual([
    ['growth', 'stream events grew from 4 to 6 shards'],
    ['growth', 'stream events grew from 6 to 8 shards'],
  ]);
});
