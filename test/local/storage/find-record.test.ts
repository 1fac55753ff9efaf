import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRecords, openDiskStore, type RecordStore } from '../../../local/storage';

let folder: string;
let store: RecordStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-find-'));
  store = openDiskStore({ dataDir: folder, segmentSize: 2_000 });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function put(topic: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const data = Buffer.from(`${topic} ${index} ${'.'.repeat(90)}`);
    await store.append(1_000 + index, [{ topic: store.topic(topic), key: `key ${index}`, data }]);
  }
}

const find = (topic: string, ordinal: number) =>
  findRecords(join(folder, 'log'), (name, found) => name === topic && found === ordinal).map(({ data, ...rest }) => {
    return { ...rest, data: data.toString().replaceAll('.', '').trim() };
  });

test('a record is found while its log is written to, in whichever segment it is', async () => {
  await put('one', 60);
  await put('two', 3);
  expect(readdirSync(join(folder, 'log')).filter((name) => name.endsWith('.log')).length).toBeGreaterThan(3);
  for (const ordinal of [0, 31, 59]) {
    const found = { topic: 'one', ordinal, arrival: 1_000 + ordinal, key: `key ${ordinal}`, data: `one ${ordinal}` };
    expect(find('one', ordinal)).toEqual([found]);
  }
  expect(find('two', 2)).toHaveLength(1);
});

test('nothing is found of what was never put, or in a folder that is not there', async () => {
  await put('one', 3);
  expect(find('one', 3)).toEqual([]);
  expect(find('two', 0)).toEqual([]);
  expect(findRecords(join(folder, 'none'), () => true)).toEqual([]);
});

test('what stands before an entry that was cut off is found', async () => {
  await put('one', 5);
  const [segment = ''] = readdirSync(join(folder, 'log')).filter((name) => name.endsWith('.log'));
  await store.close();
  truncateSync(join(folder, 'log', segment), 600);
  expect(find('one', 0)).toHaveLength(1);
  expect(find('one', 4)).toEqual([]);
});

test('damage, wherever it is, hides no more than what stands behind it', async () => {
  await put('one', 3);
  await put('two', 1);
  const [name = ''] = readdirSync(join(folder, 'log')).filter((file) => file.endsWith('.log'));
  const segment = join(folder, 'log', name);
  const sound = readFileSync(segment);
  for (let at = 16; at < sound.length; at++) {
    const bytes = Buffer.from(sound);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(segment, bytes);
    expect(find('one', 0).length).toBeLessThan(2);
    if (at > sound.length - 100) expect(find('one', 0)).toHaveLength(1);
  }
});
