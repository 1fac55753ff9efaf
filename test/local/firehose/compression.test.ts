import { type Gzip, gunzipSync, inflateRawSync } from 'node:zlib';
import { uncompress } from 'snappyjs';
import { COMPRESSORS } from '../../../local/firehose/compression/compress';
import { BUCKET, deliveryStream, run } from './support';

const TEXT = Array.from({ length: 20_000 }, (_, index) => `{"id":${index},"name":"event ${index % 7}"}\n`).join('');

async function objectOf(CompressionFormat: string) {
  const rig = await run(deliveryStream({ CompressionFormat }));
  for (let at = 0; at < TEXT.length; at += 100_000) await rig.put(TEXT.slice(at, at + 100_000));
  await rig.seconds(60);
  const [info] = await rig.objects.list(BUCKET);
  const object = await rig.objects.tryGet(BUCKET, info?.key ?? '');
  if (object === undefined) throw new Error('nothing is stored');
  return object;
}

/** Blocks after lengths: of each the packed one, and before it the plain one where Hadoop writes it. */
function readBlocks(body: Buffer, hasPlainLength: boolean): string {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const plainLength = hasPlainLength ? body.readUInt32BE(at) : undefined;
    if (hasPlainLength) at += 4;
    const length = body.readUInt32BE(at);
    const block = uncompress(body.subarray(at + 4, at + 4 + length));
    if (plainLength !== undefined) expect(block.length).toBe(plainLength);
    parts.push(block);
    at += 4 + length;
  }
  return Buffer.concat(parts).toString();
}

describe('an object compressed by', () => {
  test('ZIP has one deflated entry with a name of its own', async () => {
    const { key, body, properties } = await objectOf('ZIP');
    expect(key).toMatch(/\.zip$/);
    expect(properties.contentEncoding).toBe('zip');
    expect(body.readUInt32LE(0)).toBe(0x04034b50);
    expect(body.readUInt16LE(8)).toBe(8);
    const nameLength = body.readUInt16LE(26);
    const name = body.subarray(30, 30 + nameLength).toString();
    expect(name).toMatch(/^[0-9a-f-]{36}$/);
    expect(key).not.toContain(name);
    const start = 30 + nameLength + body.readUInt16LE(28);
    expect(inflateRawSync(body.subarray(start)).toString()).toBe(TEXT);
    // One entry in the directory at the end.
    expect(body.readUInt16LE(body.length - 12)).toBe(1);
  });

  test('GZIP is one whole, though it is compressed while it gathers', async () => {
    const { key, body, properties } = await objectOf('GZIP');
    expect(key).toMatch(/\.gz$/);
    expect(properties.contentEncoding).toBe('gzip');
    expect(gunzipSync(body).toString()).toBe(TEXT);
    // A second member would begin as the first does.
    expect(body.indexOf(body.subarray(0, 4), 1)).toBe(-1);
  });

  test('GZIP is made in memory that all delivery streams share', async () => {
    const rig = await run(deliveryStream({ CompressionFormat: 'GZIP' }));
    const arn = 'arn:aws:firehose:eu-west-1:111111111111:deliverystream/other';
    const other = rig.firehose.addStream({ ...rig.stream.definition, name: 'other', arn });
    await other.start();
    const fill = async ({ put }: Pick<typeof rig, 'put'>) => {
      await put(...Array.from({ length: 4 }, () => Buffer.alloc(1_000_000)));
      await rig.seconds(60);
    };
    for (let round = 0; round < 4; round++) await fill(rig);
    const allocated = jest.spyOn(Buffer, 'allocUnsafeSlow');
    await fill({ put: async (...records) => void (await other.put(records.map((record) => Buffer.from(record)))) });
    expect(rig.firehose.pending).toBe(0);
    // Eight are filled; how many wait to be compressed at once depends on the threads.
    const chunks = allocated.mock.calls.filter(([size]) => size === 524_288);
    expect(chunks.length).toBeLessThan(4);
    allocated.mockRestore();
  });

  test('GZIP that fails tells whoever waits for it, and takes nothing else along', async () => {
    const stream = COMPRESSORS.GZIP.begin?.();
    if (stream === undefined) throw new Error('nothing is begun');
    const gzip: Gzip = Reflect.get(stream, 'gzip');
    gzip.destroy(new Error('out of memory'));
    await new Promise((resolve) => setImmediate(resolve));
    await expect(stream.write(Buffer.from('text'))).rejects.toThrow();
    await expect(stream.end()).rejects.toThrow('out of memory');
  });

  test('Snappy is in the stream format of snappy-java', async () => {
    const { key, body, properties } = await objectOf('Snappy');
    expect(key).toMatch(/\.snappy$/);
    expect(properties.contentEncoding).toBe('snappy-java');
    expect(body.subarray(0, 16).toString('hex')).toBe('82534e41505059000000000100000001');
    expect(readBlocks(body.subarray(16), false)).toBe(TEXT);
  });

  test('HADOOP_SNAPPY is in the block format of Hadoop', async () => {
    const { key, body, properties } = await objectOf('HADOOP_SNAPPY');
    expect(key).toMatch(/\.snappy$/);
    expect(properties.contentEncoding).toBe('hadoop-snappy');
    expect(readBlocks(body, true)).toBe(TEXT);
  });

  test('nothing is as it came', async () => {
    const { key, body, properties } = await objectOf('UNCOMPRESSED');
    expect(key).toMatch(/[0-9a-f]{12}$/);
    expect(properties).toEqual({ contentType: 'application/octet-stream' });
    expect(body.toString()).toBe(TEXT);
  });
});
