import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type Disk,
  openDiskStore,
  RecordBatch,
  type RecordStore,
  realDisk,
  type StorageError,
  type StoredRecord,
  type TopicCursor,
} from '../../../local/storage';
import { temporaryFolder } from './temporary-folder';

const ALL = { records: 10_000, bytes: 1_000_000_000 };

let dataDir: string;
let notes: StorageError[];
beforeEach(() => {
  dataDir = temporaryFolder();
  notes = [];
});

const open = (options: { segmentSize?: number; fsync?: boolean; disk?: Disk } = {}) =>
  openDiskStore({ dataDir, onNote: (note) => notes.push(note), ...options });
const put = (store: RecordStore, text: string, topic = 'a') =>
  store.append(1, [{ topic: store.topic(topic), key: 'k', data: Buffer.from(text) }]);
const texts = (store: RecordStore, topic = 'a') =>
  store.read(store.topic(topic), 0, ALL).map(({ data }) => data.toString());
const segments = () =>
  readdirSync(join(dataDir, 'log'))
    .filter((name) => name.endsWith('.log'))
    .sort();
const segment = (index = 0) => join(dataDir, 'log', segments()[index] ?? '');

test('records, values and places survive a restart', async () => {
  const first = open();
  first.topic('never used');
  await put(first, 'one');
  await put(first, 'two', 'b');
  await first.setValue('checkpoint', '7');
  await first.close();
  const second = open();
  expect([texts(second), texts(second, 'b'), second.value('checkpoint')]).toEqual([['one'], ['two'], '7']);
  expect(await put(second, 'three')).toEqual([1]);
  expect(await put(second, 'new', 'c')).toEqual([0]);
  await second.close();
  const third = open();
  expect([texts(third), texts(third, 'b'), texts(third, 'c')]).toEqual([['one', 'three'], ['two'], ['new']]);
  expect(notes).toEqual([]);
  await third.close();
});

test('places and values survive the removal of the segments they were written to', async () => {
  const first = open({ segmentSize: 1_000 });
  await first.setValue('name', 'value');
  for (let i = 0; i < 50; i++) await put(first, `${i}`.padEnd(100));
  expect(segments().length).toBeGreaterThan(4);
  first.trim(first.topic('a'), 49);
  first.reclaim();
  expect(segments().length).toBeLessThan(3);
  await first.close();
  const second = open({ segmentSize: 1_000 });
  second.trim(second.topic('a'), 50);
  expect(second.value('name')).toBe('value');
  expect(await put(second, 'x')).toEqual([50]);
  expect(texts(second)).toEqual(['x']);
  await second.close();
});

test('an entry that was cut off is removed, wherever the cut is', async () => {
  const first = open();
  await put(first, 'kept');
  await first.close();
  const whole = readFileSync(segment()).length;
  const second = open();
  await put(second, 'cut off');
  await second.close();
  const bytes = readFileSync(segment());
  for (let length = whole + 1; length < bytes.length; length++) {
    writeFileSync(segment(), bytes.subarray(0, length));
    notes = [];
    const store = open();
    expect(texts(store)).toEqual(['kept']);
    expect(notes.map(({ code }) => code)).toEqual(['STORAGE_TORN_TAIL']);
    expect(readFileSync(segment())).toHaveLength(whole);
    await store.close();
  }
});

test('damage within the log is told of, and what stands around it is given', async () => {
  const first = open();
  for (const text of ['one', 'two', 'three']) await put(first, text);
  await first.close();
  const bytes = readFileSync(segment());
  const at = bytes.indexOf('two');
  bytes[at] = 0;
  writeFileSync(segment(), bytes);
  const second = open();
  expect(texts(second)).toEqual(['one', 'three']);
  expect(notes).toEqual([
    expect.objectContaining({ code: 'STORAGE_DAMAGED', position: expect.stringContaining('.log:') }),
  ]);
  expect(await put(second, 'four')).toEqual([3]);
  await second.close();
});

test('a damaged length does not hide what stands behind it', async () => {
  const first = open();
  for (const text of ['one', 'two', 'three']) await put(first, text);
  await first.close();
  const bytes = readFileSync(segment());
  bytes.writeUInt32LE(0xffff_fff0, bytes.indexOf('two') - 1 - 26 - 1 - 8);
  writeFileSync(segment(), bytes);
  const second = open();
  expect(texts(second)).toEqual(['one', 'three']);
  expect(notes.map(({ code }) => code)).toEqual(['STORAGE_DAMAGED']);
  await second.close();
});

test('what looks like an entry within data is not taken for one', async () => {
  const other = openDiskStore({ dataDir: temporaryFolder() });
  await other.close();
  const first = open();
  await put(first, 'kept');
  await first.close();
  const whole = readFileSync(segment());
  // An entry of another log, as data.
  const forged = Buffer.concat([whole.subarray(16), Buffer.alloc(100)]);
  const elsewhere = temporaryFolder();
  const second = openDiskStore({ dataDir: elsewhere, onNote: (note) => notes.push(note) });
  await second.append(1, [{ topic: second.topic('a'), key: '', data: forged }]);
  await second.close();
  const path = join(elsewhere, 'log', '0000000001.log');
  truncateSync(path, readFileSync(path).length - 1);
  const third = openDiskStore({ dataDir: elsewhere, onNote: (note) => notes.push(note) });
  expect(texts(third)).toEqual([]);
  expect(notes.map(({ code }) => code)).toEqual(['STORAGE_TORN_TAIL']);
  await third.close();
});

test('a segment that is missing is told of', async () => {
  const first = open({ segmentSize: 200 });
  for (let i = 0; i < 6; i++) await put(first, `${i}`.padEnd(100));
  await first.close();
  unlinkSync(segment(1));
  const second = open();
  expect(notes.map(({ code }) => code)).toEqual(['STORAGE_DAMAGED']);
  expect(texts(second).length).toBeGreaterThan(2);
  await second.close();
});

test('a log cut short in an earlier segment is told of', async () => {
  const first = open({ segmentSize: 200 });
  for (let i = 0; i < 6; i++) await put(first, `${i}`.padEnd(100));
  await first.close();
  truncateSync(segment(0), readFileSync(segment(0)).length - 10);
  const second = open();
  expect(notes.map(({ code }) => code)).toEqual(['STORAGE_DAMAGED']);
  expect(texts(second).length).toBeGreaterThan(3);
  await second.close();
});

test('fails on a folder that another process uses', async () => {
  const store = open();
  expect(() => open()).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
  await store.close();
  await open().close();
});

test.each([
  ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1 })],
  ['an earlier process of the same id', JSON.stringify({ pid: process.pid, started: '1' })],
  ['nobody that can be told', ''],
])('takes over the lock of %s', async (_, lock) => {
  await open().close();
  writeFileSync(join(dataDir, 'log', 'lock'), lock);
  const store = open();
  expect(readFileSync(join(dataDir, 'log', 'lock'), 'utf8')).toContain(`${process.pid}`);
  await store.close();
  expect(existsSync(join(dataDir, 'log', 'lock'))).toBe(false);
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'takes over the lock of a killed process that nobody has asked how it ended (skipped but on Linux)',
  async () => {
    await open().close();
    // The shell becomes a program that never waits for the child it began.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [output] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(output.toString());
      while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')))
        await new Promise((resolve) => setTimeout(resolve, 5));
      writeFileSync(join(dataDir, 'log', 'lock'), JSON.stringify({ pid }));
      await open().close();
    } finally {
      parent.kill('SIGKILL');
    }
  },
);

test('fails on a folder that cannot be made, with what to do about it', () => {
  writeFileSync(join(dataDir, 'log'), 'in the way');
  expect(() => open()).toThrow(
    expect.objectContaining({ code: 'STORAGE_UNWRITABLE', message: expect.stringMatching(/EEXIST.*--data-dir/) }),
  );
});

test.each([
  ['a newer format', '{"format":2,"salt":1}'],
  ['a format nobody can read', 'x'],
  ['no format at all', undefined],
])('fails on a folder of %s, and leaves it as it is', async (_, format) => {
  const store = open();
  await put(store, 'x');
  await store.close();
  const path = join(dataDir, 'log', 'format.json');
  if (format === undefined) unlinkSync(path);
  else writeFileSync(path, format);
  const before = readFileSync(segment());
  expect(() => open()).toThrow(expect.objectContaining({ code: 'STORAGE_UNKNOWN_FORMAT' }));
  expect(readFileSync(segment())).toEqual(before);
  expect(readdirSync(join(dataDir, 'log'))).not.toContain('lock');
});

/** A disk that takes so many bytes more and then is full, as a real one: the last write is taken in part. */
function smallDisk(capacity: number): Disk & { room: number } {
  return {
    ...realDisk,
    room: capacity,
    async write(file, buffers, at) {
      const bytes = Buffer.concat(buffers);
      const taken = bytes.subarray(0, this.room);
      this.room -= taken.length;
      await realDisk.write(file, [taken], at);
      if (taken.length < bytes.length) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    },
  };
}

test('fails on a full disk without taking anything in, and goes on when there is room', async () => {
  const disk = smallDisk(250);
  const store = open({ disk });
  await put(store, 'one');
  const failed = [put(store, 'x'.repeat(200)), put(store, 'queued'), store.setValue('a', 'b')];
  for (const result of await Promise.allSettled(failed)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'STORAGE_FULL' } });
  }
  expect([texts(store), store.value('a')]).toEqual([['one'], undefined]);
  disk.room = 10_000;
  expect(await put(store, 'two')).toEqual([1]);
  expect(await put(store, 'elsewhere', 'b')).toEqual([0]);
  await store.close();
  const again = open();
  expect([texts(again), texts(again, 'b')]).toEqual([['one', 'two'], ['elsewhere']]);
  expect(notes).toEqual([]);
  await again.close();
});

test('what a full disk took of a record it refused is never read in place of what is written there later', async () => {
  const first = open();
  await put(first, 'one');
  await first.close();
  const disk = smallDisk(200);
  // It cannot be cut off at once either.
  jest.spyOn(disk, 'truncate').mockRejectedValueOnce(new Error('input/output error'));
  const store = open({ disk });
  const refused = await Promise.allSettled([put(store, 'not'), put(store, 'x'.repeat(300))]);
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(texts(store)).toEqual(['one']);
  disk.room = 100_000_000;
  await put(store, 'two');
  // What was written last is kept at hand: more than that is written.
  for (let i = 0; i < 6; i++) await put(store, '.'.repeat(900_000), 'b');
  expect(texts(store)).toEqual(['one', 'two']);
  await store.close();
});

test('what a full disk refused is not there after a restart, though the disk took it', async () => {
  const disk = smallDisk(400);
  const store = open({ disk });
  await put(store, 'one');
  const refused = await Promise.allSettled([put(store, 'not'), put(store, 'x'.repeat(900))]);
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await store.close();
  const again = open();
  expect(texts(again)).toEqual(['one']);
  expect(notes).toEqual([]);
  await again.close();
});

test('a name that a full disk refused is written with the next record', async () => {
  const disk = smallDisk(0);
  const store = open({ disk });
  await expect(put(store, 'one')).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  disk.room = 10_000;
  await put(store, 'two');
  await store.close();
  const again = open();
  expect(texts(again)).toEqual(['two']);
  await again.close();
});

test('with fsync, an append waits for the sync', async () => {
  const calls: string[] = [];
  const disk: Disk = {
    ...realDisk,
    async write(...input) {
      calls.push('write');
      await realDisk.write(...input);
    },
    async sync(file) {
      await realDisk.sync(file);
      calls.push('synced');
    },
  };
  const store = open({ fsync: true, disk });
  await put(store, 'x');
  calls.push('answered');
  expect(calls).toEqual(['write', 'synced', 'answered']);
  await store.close();
});

test('fails on an append after closing', async () => {
  const store = open();
  await store.close();
  await expect(put(store, 'x')).rejects.toMatchObject({ code: 'STORAGE_CLOSED' });
});

test('what a crashed roll left behind is removed', async () => {
  await open().close();
  appendFileSync(join(dataDir, 'log', '0000000009.log.new'), 'x');
  await open().close();
  expect(segments()).toEqual([]);
  expect(readdirSync(join(dataDir, 'log'))).toEqual(['format.json']);
});

test('what was written before a restart is read side by side as it is read alone', async () => {
  const first = open({ segmentSize: 1_000_000 });
  const names = Array.from({ length: 16 }, (_, i) => `topic ${i}`);
  const append = (store: RecordStore, from: number) =>
    store.append(
      from,
      Array.from({ length: 400 }, (_, i) => {
        const name = names[(i * 7 + from) % (from % 3 === 0 ? 16 : 5)] ?? '';
        return { topic: store.topic(name), key: `k${i}`, data: Buffer.from(`${from}/${i}`.padEnd((i * 37) % 900)) };
      }),
    );
  for (let i = 0; i < 30; i++) await append(first, i);
  await first.close();
  const second = open({ segmentSize: 1_000_000 });
  const cursors = names.map((name) => ({ topic: second.topic(name), at: 3, end: 10_000 }));
  const batch = new RecordBatch<TopicCursor>();
  const got = new Map<number, StoredRecord[]>();
  for (let round = 0; ; round++) {
    second.readTogether(cursors, batch);
    if (batch.size === 0) break;
    for (const { cursor, from, to } of batch.runs) {
      const records = got.get(cursor.topic) ?? [];
      for (let number = from; number < to; number++) records.push(batch.record(number));
      got.set(cursor.topic, records);
    }
    // What is written meanwhile is read too.
    if (round < 3) await append(second, 30 + round);
  }
  for (const { topic } of cursors) expect(got.get(topic)).toEqual(second.read(topic, 3, ALL));
  await second.close();
});

test('a read that fails moves no cursor', async () => {
  const first = open({ segmentSize: 1_000 });
  for (let i = 0; i < 20; i++) await put(first, `${i}`.padEnd(100));
  await first.close();
  const second = open({ segmentSize: 1_000 });
  renameSync(segment(1), `${segment(1)}.away`);
  const cursor = { topic: second.topic('a'), at: 0, end: 20 };
  const batch = new RecordBatch();
  second.readTogether([cursor], batch);
  const { at } = cursor;
  expect(() => second.readTogether([cursor], batch)).toThrow('ENOENT');
  expect([cursor.at, batch.size]).toEqual([at, 0]);
  await second.close();
});
