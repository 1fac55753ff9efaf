import * as fc from 'fast-check';
import { memoryStore, openDiskStore, RecordBatch, type RecordStore } from '../../../local/storage';
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

  describe('reads topics side by side', () => {
    const cursor = (topic: number, at = 0, end = Number.POSITIVE_INFINITY) => ({ topic, at, end });
    /** What cursors still give, in the order it comes. */
    function readOn(cursors: { readonly topic: number; at: number; end: number }[]) {
      const batch = new RecordBatch();
      const got: [topic: number, ordinal: number, text: string][][] = [];
      for (;;) {
        store.readTogether(cursors, batch);
        if (batch.size === 0) return got;
        got.push(
          batch.runs.flatMap((run) =>
            Array.from({ length: run.to - run.from }, (_, i): [number, number, string] => {
              const number = run.from + i;
              const start = batch.dataStart(number);
              const text = batch.bytes.toString('utf8', start, start + batch.dataLength(number));
              const whole = batch.record(number);
              // An assertion a record would take long.
              if (whole.ordinal !== batch.ordinal(number) || whole.data.toString() !== text) throw new Error('differs');
              return [run.cursor.topic, batch.ordinal(number), text];
            }),
          ),
        );
      }
    }

    test('those of each in their order, as far as the cursors go', async () => {
      const [a, b] = [store.topic('a'), store.topic('b')];
      for (let i = 0; i < 3; i++) {
        await store.append(
          i,
          [a, b].map((topic) => ({ topic, key: 'k', data: data(`${topic}-${i}`) })),
        );
      }
      const cursors = [cursor(a, 0, 2), cursor(b, 1)];
      expect(readOn(cursors).flat()).toEqual([
        [a, 0, `${a}-0`],
        [a, 1, `${a}-1`],
        [b, 1, `${b}-1`],
        [b, 2, `${b}-2`],
      ]);
      expect(cursors.map(({ at }) => at)).toEqual([2, 3]);
      await store.append(9, [{ topic: b, key: '', data: data('more') }]);
      expect(readOn(cursors).flat()).toEqual([[b, 3, 'more']]);
    });

    test('many at once, from a place that is not trimmed on', async () => {
      const topics = Array.from({ length: 8 }, (_, i) => store.topic(`topic ${i}`));
      for (let i = 0; i < 20; i++) {
        const records = Array.from({ length: 200 }, (_, j) => {
          return { topic: topics[j % 8] ?? 0, key: 'k', data: data(`${i}/${j}`.padEnd(1_000)) };
        });
        await store.append(i, records);
      }
      store.trim(topics[3] ?? 0, 40);
      const got = readOn(topics.map((topic) => cursor(topic)));
      // Four megabytes do not fit into one batch, and what came first is in the first.
      expect(got.length).toBeGreaterThan(1);
      expect(new Set(got[0]?.map(([topic]) => topic)).size).toBeGreaterThan(6);
      for (const topic of topics) {
        const own = got.flat().filter(([of]) => of === topic);
        expect(own.map(([, ordinal, text]) => [ordinal, text])).toEqual(
          store.read(topic, 0, ALL).map((record) => [record.ordinal, record.data.toString()]),
        );
      }
    });

    test('a record that is larger than what is read at once', async () => {
      const topic = store.topic('a');
      const sizes = [10, 3_000_000, 10, 5_000_000];
      for (const size of sizes) await store.append(1, [{ topic, key: 'k', data: Buffer.alloc(size, 'x') }]);
      for (let i = 0; i < 300; i++) await store.append(1, [{ topic, key: 'k', data: data('y') }]);
      const got = readOn([cursor(topic)]).flat();
      expect(got.map(([, ordinal]) => ordinal)).toEqual(Array.from({ length: 304 }, (_, i) => i));
      expect(got.slice(0, 4).map(([, , text]) => text.length)).toEqual(sizes);
    });
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
