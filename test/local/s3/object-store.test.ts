import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ManualClock } from '../../../local/clock';
import { FileObjectStore } from '../../../local/s3/file-object-store';
import { namesOf, tryKey } from '../../../local/s3/key-path';
import { MemoryObjectStore } from '../../../local/s3/memory-object-store';
import type { ObjectStore } from '../../../local/s3/object-store';

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-s3-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const STORES: [string, () => ObjectStore][] = [
  ['memory', () => new MemoryObjectStore(new ManualClock(1_000))],
  ['files', () => new FileObjectStore(newFolder(), new ManualClock(1_000))],
];

const key = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('.', '..', '', 'a', 'a%file', '%_', '%+', '%2F', 'b'.repeat(450), '%'.repeat(130)),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join('/'))
  .filter((text) => text !== '' && Buffer.byteLength(text) <= 1_024);

describe.each(STORES)('objects in %s', (_, makeStore) => {
  const store = makeStore();

  test('come back as they were put', async () => {
    const properties = { contentType: 'text/plain', contentEncoding: 'gzip', userMetadata: { by: 'me' } };
    await store.put('bucket-a', 'a/b.txt', Buffer.from('hello'), properties);

    expect(await store.tryGet('bucket-a', 'a/b.txt')).toEqual({
      key: 'a/b.txt',
      size: 5,
      etag: '5d41402abc4b2a76b9719d911017c592',
      lastModified: 1_000,
      properties,
      body: Buffer.from('hello'),
    });
    expect(await store.tryHead('bucket-a', 'a/b.txt')).toMatchObject({ size: 5, properties });
  });

  test('are read in part without the whole in memory', async () => {
    const whole = Buffer.alloc(1_000_000, 'abc');
    const put = await store.put('bucket-p', 'k', whole);
    const part = await store.tryGet('bucket-p', 'k', ({ size }) => [size - 4, size - 2]);
    expect(part).toMatchObject({ size: whole.length, etag: put.etag, body: whole.subarray(-4, -1) });
    expect(part?.body.buffer.byteLength).toBeLessThan(100_000);
    expect((await store.tryGet('bucket-p', 'k', () => undefined))?.body).toEqual(whole);
    expect((await store.tryGet('bucket-p', 'k', () => [0, -1]))?.body).toHaveLength(0);
  });

  test('replace one another', async () => {
    await store.put('bucket-b', 'k', Buffer.from('one'));
    await store.put('bucket-b', 'k', Buffer.from('three'));
    expect((await store.tryGet('bucket-b', 'k'))?.body.toString()).toBe('three');
    expect(await store.list('bucket-b')).toHaveLength(1);
  });

  test('may have a key that begins other keys', async () => {
    await store.put('bucket-c', 'x', Buffer.from('1'));
    await store.put('bucket-c', 'x/y', Buffer.from('2'));
    await store.put('bucket-c', 'x/y/z', Buffer.from('3'));
    await store.put('bucket-c', 'x', Buffer.from('4'));

    expect((await store.list('bucket-c')).map((object) => object.key)).toEqual(['x', 'x/y', 'x/y/z']);
    expect((await store.tryGet('bucket-c', 'x'))?.body.toString()).toBe('4');
    await store.delete('bucket-c', 'x');
    expect(await store.tryHead('bucket-c', 'x')).toBeUndefined();
    expect((await store.tryGet('bucket-c', 'x/y'))?.body.toString()).toBe('2');
  });

  test('are listed in the order of their bytes, by prefix', async () => {
    for (const name of ['b', 'a/1', 'a-1', 'a/\u{1f600}', 'a/\uff5e'])
      await store.put('bucket-d', name, Buffer.from(''));
    const listed = await store.list('bucket-d', { prefix: 'a' });
    expect(listed.map((object) => object.key)).toEqual(['a-1', 'a/1', 'a/\uff5e', 'a/\u{1f600}']);
    expect(await store.list('bucket-none')).toEqual([]);
  });

  test('fails for names that S3 refuses', async () => {
    const put = (bucket: string, name: string) => store.put(bucket, name, Buffer.from(''));
    await expect(put('../x', 'k')).rejects.toMatchObject({ code: 'S3_INVALID_BUCKET' });
    await expect(put('bucket', '')).rejects.toMatchObject({ code: 'S3_INVALID_KEY' });
    await expect(put('bucket', 'k'.repeat(1_025))).rejects.toMatchObject({ code: 'S3_INVALID_KEY' });
  });

  test('hold to a map of keys, whatever the keys', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, fc.string()), { maxLength: 6 }), async (entries) => {
        const bucket = `bucket-r${round++}`;
        const model = new Map(entries);
        for (const [name, text] of entries) await store.put(bucket, name, Buffer.from(text));
        expect((await store.list(bucket)).map((object) => object.key).sort()).toEqual([...model.keys()].sort());
        for (const [name, text] of model) expect((await store.tryGet(bucket, name))?.body.toString()).toBe(text);
      }),
      { numRuns: 60 },
    );
  });
});

describe('files of objects', () => {
  test('that someone put there by hand are read in part too', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 's3/archive'), { recursive: true });
    writeFileSync(join(folder, 's3/archive/own'), 'by hand');
    const part = await new FileObjectStore(folder).tryGet('archive', 'own', ({ size }) => [3, size - 1]);
    expect(part).toMatchObject({ size: 7, body: Buffer.from('hand') });
  });

  test('lie where their key says, alone', async () => {
    const folder = newFolder();
    const store = new FileObjectStore(folder);
    await store.put('archive', 'events/dt=2026-01-02/hour=03/x.gz', Buffer.from('body'));
    expect(readFileSync(join(folder, 's3/archive/events/dt=2026-01-02/hour=03/x.gz'), 'utf8')).toBe('body');
    expect(readdirSync(join(folder, 's3/archive/events/dt=2026-01-02/hour=03'))).toEqual(['x.gz']);
    expect(readdirSync(join(folder, 's3-tmp'))).toEqual([]);
  });

  test.each([
    [true, 'survive a power cut'],
    [false, 'are left to the system to write'],
  ])('with fsync %s %s', async (fsync) => {
    const [opened, written] = [jest.spyOn(files, 'open'), jest.spyOn(files, 'writeFile')];
    const folder = newFolder();
    await new FileObjectStore(folder, new ManualClock(), fsync).put('archive', 'a/b', Buffer.from('body'));
    const synced = opened.mock.calls.map(([path]) => path);
    const folders = ['s3/archive/a', 's3/archive', 's3', ''].map((path) => join(folder, path));
    expect(synced).toEqual(fsync ? expect.arrayContaining(folders.map((path) => path.replace(/\/$/, ''))) : []);
    expect(written.mock.calls.map(([, , options]) => options)).toEqual([{ flush: fsync }, { flush: fsync }]);
    opened.mockRestore();
    written.mockRestore();
  });

  test('never leave their bucket', () => {
    fc.assert(
      fc.property(key, (text) => {
        for (const name of namesOf(text)) {
          expect(name).not.toMatch(/^\.{0,2}$|[/\\\0]/);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        }
        expect(tryKey(namesOf(text))).toBe(text);
      }),
    );
  });
});
