import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { tryKplRecords } from '../../local/firehose/kpl';
import { KinesisProducer, type KinesisProducerOptions } from '../../producer';
import { AggregateSize, aggregate } from '../../producer/aggregate';
import { HashGroups } from '../../producer/hash-groups';
import { FakeKinesis } from './fake-kinesis';
import { VirtualTime } from './virtual-time';

const RECORD = fc.record({
  data: fc.uint8Array({ maxLength: 300 }),
  partitionKey: fc.oneof(fc.constantFrom('a', 'b', '€'), fc.string({ minLength: 1, maxLength: 20 })),
});

describe('an aggregated record', () => {
  test('is in the format of the Kinesis Producer Library, byte for byte', () => {
    // protoc's own encoding of AggregatedRecord { ["a"], ["7"], [{ 0, 0, "x" }, { 0, 0, "" }] }.
    const message = Buffer.from('0a01611201371a0708001000' + '1a0178' + '1a0608001000' + '1a00', 'hex');
    const digest = createHash('md5').update(message).digest();
    const records = ['x', ''].map((text) => ({ data: Buffer.from(text), partitionKey: 'a' }));
    expect(aggregate(records, '7')).toEqual(Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, digest]));
  });

  test('holds every record with its key, and is as large as was told', () => {
    fc.assert(
      fc.property(fc.array(RECORD, { minLength: 1, maxLength: 200 }), (records) => {
        const size = new AggregateSize('123');
        for (const record of records) size.add(record);
        const made = aggregate(records, '123');
        expect(made.length).toBe(size.bytes);
        const read = tryKplRecords(made);
        expect(read?.map(({ partitionKey, data }) => [partitionKey, [...data]])).toEqual(
          records.map(({ partitionKey, data }) => [partitionKey, [...data]]),
        );
      }),
    );
  });
});

describe('the hash key of a group', () => {
  const KEYS = 2n ** 128n;
  const hashOf = (key: string) => BigInt(`0x${createHash('md5').update(key).digest('hex')}`);

  test.each([1, 2, 16, 64, 65_536])('of %i lies in the part of the hash keys that the key itself lies in', (count) => {
    const groups = new HashGroups(count);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (key) => {
        const part = (hash: bigint) => (hash * BigInt(count)) / KEYS;
        expect(part(BigInt(groups.hashKeyOf(key)))).toBe(part(hashOf(key)));
      }),
    );
  });

  test('of a number of groups that divides nothing evenly is a hash key still', () => {
    const groups = new HashGroups(7);
    for (let key = 0; key < 1_000; key++) expect(BigInt(groups.hashKeyOf(String(key))) < KEYS).toBe(true);
  });
});

describe('a producer that aggregates', () => {
  function make(options: Partial<KinesisProducerOptions> = {}) {
    const client = new FakeKinesis();
    const time = new VirtualTime();
    const producer = new KinesisProducer({ client, stream: 's', timing: time, aggregation: {}, ...options });
    return { client, time, producer };
  }

  test('sends the records of a group as one, under the hash key of the group', async () => {
    const { client, producer } = make({ aggregation: { groups: 1 } });
    const puts = Array.from({ length: 1_000 }, (_, index) =>
      producer.put({ data: `${index}`, partitionKey: `k${index % 3}` }),
    );
    await producer.flush();
    const places = await Promise.all(puts);
    expect(places.map(({ subSequenceNumber }) => subSequenceNumber)).toEqual(places.map((_, index) => index));
    expect(client.stored).toHaveLength(1);
    expect(client.stored[0]?.hashKey).toBe(String(2n ** 127n));
    const records = tryKplRecords(Buffer.from(client.stored[0]?.data ?? []));
    expect(records?.map(({ data }) => data.toString())).toEqual(puts.map((_, index) => `${index}`));
  });

  test('keeps an aggregated record within its bound, and sends alone what is larger', async () => {
    const { client, producer } = make({ aggregation: { groups: 1, maxBytes: 10_000 } });
    const sizes = [4_000, 4_000, 4_000, 20_000, 100];
    const puts = sizes.map((size) => producer.put({ data: Buffer.alloc(size, 'x'), partitionKey: 'k' }));
    await producer.flush();
    await Promise.all(puts);
    const aggregates = client.stored.map(({ data }) => tryKplRecords(Buffer.from(data))?.length ?? 'alone');
    expect(aggregates).toEqual([2, 'alone', 'alone', 'alone']);
    const whole = client.stored.filter(({ data }) => tryKplRecords(Buffer.from(data)) !== undefined);
    for (const { data, key } of whole) expect(data.length + key.length).toBeLessThanOrEqual(10_000);
    expect(client.stored.map(({ data }) => data.length).slice(1)).toEqual([4_000, 20_000, 100]);
  });

  test('keeps it there when its first record was aborted, whose key was shorter than the next one', async () => {
    const { client, producer } = make({ aggregation: { groups: 1, maxBytes: 1_024 } });
    const abort = new AbortController();
    const first = producer.put({ data: 'x', partitionKey: 'k' }, { signal: abort.signal });
    const puts = [300, 365].map((size) =>
      producer.put({ data: Buffer.alloc(size, 'x'), partitionKey: 'long'.repeat(64) }),
    );
    abort.abort();
    await expect(first).rejects.toHaveProperty('code', 'Aborted');
    await producer.flush();
    await Promise.all(puts);
    for (const { data, key } of client.stored) expect(data.length + key.length).toBeLessThanOrEqual(1_024);
  });

  test('gives a record alone no format', async () => {
    const { client, producer } = make();
    const put = producer.put({ data: 'only', partitionKey: 'k' });
    await producer.flush();
    expect(await put).toEqual({ shardId: 'shardId-000000000000', sequenceNumber: '1' });
    expect(client.stored[0]?.text).toBe('only');
  });

  test('keeps records of an explicit hash key to themselves', async () => {
    const { client, producer } = make({ aggregation: { groups: 1 } });
    const puts = [undefined, '5', '5', undefined].map((explicitHashKey, index) =>
      producer.put({ data: `${index}`, partitionKey: 'k', explicitHashKey }),
    );
    await producer.flush();
    await Promise.all(puts);
    const found = client.stored.map(({ hashKey, data }) => [
      hashKey,
      tryKplRecords(Buffer.from(data))?.map((record) => record.data.toString()),
    ]);
    expect(found).toEqual([
      [String(2n ** 127n), ['0', '3']],
      ['5', ['1', '2']],
    ]);
  });
});
