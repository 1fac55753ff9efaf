import * as fc from 'fast-check';
import { memoryStore, openDiskStore, type RecordStore } from '../../../local/storage';
import { temporaryFolder } from './temporary-folder';

const freshDisk = () => openDiskStore({ dataDir: temporaryFolder(), segmentSize: 4_096 });

const ALL = { records: 10_000, bytes: 1_000_000_000 };
const data = (text: string) => Buffer.from(text);

describe.each([
  ['in memory', memoryStore],
  ['on disk', freshDisk],
])('a store %s', (_, fresh) => {
  let store: RecordStore;
  beforeEach(() => {
    store = fresh();
  });
  afterEach(() => store.close());

  const texts = (topic: number, from = 0, limit = ALL) =>
    store.read(topic, from, limit).map((record) => record.data.toString());

  test('gives records back as they were put', async () => {
    const topic = store.topic('a');
    const ordinals = await store.append(1_000.5, [
      { topic, key: 'ключ', data: data('hello') },
      { topic, key: '', data: data('') },
    ]);
    expect(ordinals).toEqual([0, 1]);
    expect(store.read(topic, 0, ALL)).toEqual([
      { ordinal: 0, arrival: 1_000.5, key: 'ключ', data: data('hello') },
      { ordinal: 1, arrival: 1_000.5, key: '', data: data('') },
    ]);
  });

  test('keeps topics apart, in the order of each', async () => {
    const [a, b] = [store.topic('a'), store.topic('b')];
    await store.append(
      1,
      [a, b, a].map((topic, i) => ({ topic, key: 'k', data: data(`${i}`) })),
    );
    await store.append(
      2,
      [b, a].map((topic, i) => ({ topic, key: 'k', data: data(`${i + 3}`) })),
    );
    expect(texts(a)).toEqual(['0', '2', '4']);
    expect(texts(b)).toEqual(['1', '3']);
    expect(store.topic('a')).toBe(a);
  });

  test('keeps the order of appends that overlap', async () => {
    const topic = store.topic('a');
    const appends = Array.from({ length: 50 }, (_, i) => store.append(i, [{ topic, key: '', data: data(`${i}`) }]));
    expect(await Promise.all(appends)).toEqual(appends.map((_, i) => [i]));
    expect(texts(topic)).toEqual(appends.map((_, i) => `${i}`));
  });

  test('reads from an ordinal, within limits, but one record at least', async () => {
    const topic = store.topic('a');
    await store.append(
      1,
      ['aaaa', 'bbbb', 'cccc'].map((text) => ({ topic, key: 'k', data: data(text) })),
    );
    expect(texts(topic, 1)).toEqual(['bbbb', 'cccc']);
    expect(texts(topic, 0, { records: 2, bytes: 100 })).toEqual(['aaaa', 'bbbb']);
    expect(texts(topic, 0, { records: 9, bytes: 10 })).toEqual(['aaaa', 'bbbb']);
    expect(texts(topic, 0, { records: 9, bytes: 1 })).toEqual(['aaaa']);
    expect(texts(topic, 3)).toEqual([]);
    expect(texts(topic, 99)).toEqual([]);
  });

  test('tells when a record arrived', async () => {
    const topic = store.topic('a');
    await store.append(5, [{ topic, key: '', data: data('x') }]);
    expect(store.tryArrival(topic, 0)).toBe(5);
    expect(store.tryArrival(topic, 1)).toBeUndefined();
  });

  test('forgets what was trimmed and nothing else', async () => {
    const [a, b] = [store.topic('a'), store.topic('b')];
    for (let i = 0; i < 200; i++) {
      const text = data(`${i}`.padEnd(100));
      await store.append(
        i,
        [a, b].map((topic) => ({ topic, key: 'k', data: text })),
      );
    }
    store.trim(a, 150);
    store.trim(b, 120);
    store.reclaim();
    expect([store.first(a), store.next(a)]).toEqual([150, 200]);
    expect(texts(a).map(Number)).toEqual(Array.from({ length: 50 }, (_, i) => i + 150));
    expect(texts(b).map(Number)).toEqual(Array.from({ length: 80 }, (_, i) => i + 120));
    store.trim(a, 500);
    store.reclaim();
    expect([store.first(a), store.next(a)]).toEqual([200, 200]);
    expect(await store.append(300, [{ topic: a, key: '', data: data('on') }])).toEqual([200]);
    expect(texts(a)).toEqual(['on']);
  });

  test('keeps values, and forgets them when told to', async () => {
    await store.setValue('a/1', 'one');
    await store.setValue('a/2', 'two');
    await store.setValue('b', 'three');
    await store.setValue('a/1', 'new');
    expect([store.value('a/1'), store.value('c')]).toEqual(['new', undefined]);
    expect(store.valueNames('a/')).toEqual(['a/1', 'a/2']);
    await store.setValue('a/1', undefined);
    expect(store.valueNames('a/')).toEqual(['a/2']);
  });

  test('fails on a key that is too long, and takes the next record', async () => {
    const topic = store.topic('a');
    await expect(store.append(1, [{ topic, key: 'ü'.repeat(40_000), data: data('') }])).rejects.toMatchObject({
      code: 'STORAGE_KEY_TOO_LONG',
    });
    expect(await store.append(1, [{ topic, key: '', data: data('') }])).toEqual([0]);
  });

  test('gives back what random appends put in', async () => {
    const batch = fc.array(
      fc.record({ topic: fc.nat(3), key: fc.string({ maxLength: 20 }), data: fc.uint8Array({ maxLength: 3_000 }) }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 12 }), async (batches) => {
        const own = fresh();
        const topics = [0, 1, 2, 3].map((i) => own.topic(`topic ${i}`));
        await Promise.all(
          batches.map((records, i) =>
            own.append(
              i,
              records.map((record) => ({ ...record, topic: topics[record.topic] ?? 0 })),
            ),
          ),
        );
        for (const [i, topic] of topics.entries()) {
          const put = batches.flat().filter((record) => record.topic === i);
          const got = own.read(topic, 0, ALL);
          expect(got.map(({ key, data: bytes }) => [key, [...bytes]])).toEqual(
            put.map(({ key, data: bytes }) => [Buffer.from(key).toString(), [...bytes]]),
          );
        }
        await own.close();
      }),
      { numRuns: 40 },
    );
  });
});
