import { createHash } from 'node:crypto';
import { ManualClock } from '../../../local/clock';
import { kinesisStreamReader, type ShardReading } from '../../../local/firehose';
import { tryKplRecords } from '../../../local/firehose/kpl';
import { Kinesis } from '../../../local/kinesis';
import { MemoryObjectStore } from '../../../local/s3';
import { ManualScheduler } from '../../../local/scheduler';
import { memoryStore, RecordBatch, type RecordStore } from '../../../local/storage';
import { definition } from '../kinesis/fixtures';
import { deliveryStream, FUNCTION, onlyText, processors, type Rig, ROLE, run, START } from './support';

const SOURCE = definition({ shardCount: 2 });

function fromStream(destination: object = {}) {
  const KinesisStreamSourceConfiguration = { KinesisStreamARN: SOURCE.arn, RoleARN: ROLE };
  return deliveryStream(destination as never, {
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration,
  });
}

interface StreamRig extends Rig {
  readonly kinesis: Kinesis;
  readonly store: RecordStore;
  send(...records: (string | Buffer | [key: string, data: string])[]): Promise<void>;
}

async function start(options: { before?: string[]; destination?: object; more?: object } = {}): Promise<StreamRig> {
  const clock = new ManualClock(START);
  const scheduler = new ManualScheduler(clock);
  const kinesis = new Kinesis({ clock, account: SOURCE.account, reshardingTime: 0 });
  const stream = kinesis.addStream(SOURCE);
  const send: StreamRig['send'] = async (...records) => {
    await stream.put(
      records.map((record) => {
        const [partitionKey, data] = Array.isArray(record) ? record : ['key', record];
        return { partitionKey, data: Buffer.from(data) };
      }),
    );
  };
  if (options.before !== undefined) await send(...options.before);
  const store = memoryStore();
  const rig = await run(fromStream(options.destination), {
    scheduler,
    store,
    streams: kinesisStreamReader(kinesis),
    objects: new MemoryObjectStore(clock),
    ...options.more,
  });
  return { ...rig, kinesis, store, send };
}

/** A shard that holds what came in so many seconds, and a clock to move. */
async function backlogOf(seconds: number) {
  const clock = new ManualClock(START);
  const kinesis = Object.assign(new Kinesis({ clock, account: SOURCE.account }), { clock });
  const stream = kinesis.addStream(SOURCE);
  const entries = Array.from({ length: 800 }, () => ({ partitionKey: 'key', data: Buffer.alloc(1_200) }));
  for (let second = 0; second < seconds; second++) {
    await stream.put(entries);
    clock.advance(1_000);
  }
  return { kinesis, shard: stream.shards.ofKey('key').id };
}

/** A varint, a field of bytes, and a record of the Kinesis Producer Library. */
function varint(value: number): Buffer {
  return value < 128 ? Buffer.from([value]) : Buffer.concat([Buffer.from([(value % 128) + 128]), varint(value >> 7)]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}

function aggregated(records: [key: string, data: string][]): Buffer {
  const keys = [...new Set(records.map(([key]) => key))];
  const message = Buffer.concat([
    ...keys.map((key) => bytes(1, Buffer.from(key))),
    ...records.map(([key, data]) => {
      const index = Buffer.concat([varint(8), varint(keys.indexOf(key))]);
      return bytes(3, Buffer.concat([index, bytes(3, Buffer.from(data))]));
    }),
  ]);
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, createHash('md5').update(message).digest()]);
}

describe('a Kinesis stream as source', () => {
  test('is read from the newest record on', async () => {
    const rig = await start({ before: ['old'] });
    await rig.send('new', 'newer');
    await rig.seconds(62);
    expect(await onlyText(rig)).toBe('newnewer');
  });

  test('is read by shard, in the order of each', async () => {
    const rig = await start();
    for (let round = 0; round < 20; round++) {
      await rig.send(['a', `a${round};`], ['b', `b${round};`], ['c', `c${round};`]);
      await rig.seconds(1);
    }
    await rig.seconds(120);
    const text = Object.values(await rig.stored()).join('');
    for (const key of ['a', 'b', 'c']) {
      const order = text.split(';').filter((event) => event.startsWith(key));
      expect(order).toEqual(Array.from({ length: 20 }, (_, round) => `${key}${round}`));
    }
    expect(rig.stream.pending).toBe(0);
  });

  test('is followed when its shards change', async () => {
    const rig = await start();
    const stream = rig.kinesis.try(SOURCE.name);
    await rig.send(['a', 'before;']);
    stream?.shards.rescale(4, rig.scheduler.now());
    await rig.send(['a', 'after;'], ['z', 'other;']);
    await rig.seconds(70);
    const text = Object.values(await rig.stored()).join('');
    expect(text.split(';').sort()).toEqual(['', 'after', 'before', 'other']);
  });

  test('is followed when its shards change while the disk takes nothing', async () => {
    const rig = await start();
    const stream = rig.kinesis.try(SOURCE.name);
    await rig.send(['a', 'before;']);
    const full = jest.spyOn(rig.store, 'setValue').mockRejectedValue(new Error('no space left on device'));
    stream?.shards.rescale(4, rig.scheduler.now());
    await rig.send(['a', 'after;'], ['b', 'other;'], ['z', 'another;']);
    await rig.seconds(10);
    full.mockRestore();
    await rig.seconds(70);
    const text = Object.values(await rig.stored()).join('');
    expect(text.split(';').sort()).toEqual(['', 'after', 'another', 'before', 'other']);
  });

  test('goes on after a restart where it was not delivered', async () => {
    const clock = new ManualClock(START);
    const scheduler = new ManualScheduler(clock);
    const store = memoryStore();
    const objects = new MemoryObjectStore(clock);
    const kinesis = new Kinesis({ clock, account: SOURCE.account });
    const stream = kinesis.addStream(SOURCE);
    const put = (data: string) => stream.put([{ partitionKey: 'key', data: Buffer.from(data) }]);
    const shared = { scheduler, store, objects, streams: kinesisStreamReader(kinesis) };
    const first = await run(fromStream(), { ...shared, seed: 'first' });
    await put('one;');
    await scheduler.advance(62_000);
    await put('two;');
    await scheduler.advance(5_000);
    first.firehose.stop();
    await put('three;');
    await run(fromStream(), { ...shared, seed: 'second' });
    await scheduler.advance(70_000);
    const bodies = await Promise.all((await objects.list('archive')).map(({ key }) => objects.tryGet('archive', key)));
    expect(bodies.map((object) => object?.body.toString())).toEqual(['one;', 'two;three;']);
  });

  test('is read no further than memory has room for, and to its end once there is', async () => {
    const clock = new ManualClock(START);
    const scheduler = new ManualScheduler(clock);
    const objects = new MemoryObjectStore(clock);
    const store = memoryStore();
    const kinesis = new Kinesis({ clock, account: SOURCE.account });
    const stream = kinesis.addStream({ ...SOURCE, shardCount: 16 });
    let denied = true;
    const authorize = ({ action }: { action: string }) => {
      if (denied && action === 's3:PutObject') throw new Error('denied');
    };
    const shared = { scheduler, store, objects, streams: kinesisStreamReader(kinesis) };
    const first = await run(fromStream(), shared);
    first.firehose.stop();
    for (let count = 0; count < 80; count++) {
      await stream.put([{ partitionKey: `key-${count}`, data: Buffer.alloc(1_000_000) }]);
      await scheduler.advance(1_000);
    }
    const second = await run(fromStream(), { ...shared, authorize });
    await scheduler.advance(60_000);
    expect(second.stream.pending).toBeGreaterThan(15);
    expect(second.stream.pending).toBeLessThan(40);
    denied = false;
    await scheduler.advance(600_000);
    const sizes = (await objects.list('archive')).map(({ size }) => size);
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(80_000_000);
  });

  test('shares the read limit of its shards and waits when it is reached', async () => {
    const rig = await start();
    const reader = kinesisStreamReader(rig.kinesis);
    const position = await reader.position(SOURCE.arn, 'shardId-000000000000', 'LATEST');
    for (let read = 0; read < 5; read++)
      await reader.open(SOURCE.arn, 'shardId-000000000000', position, 'test').catch(() => {});
    await rig.send(['a', 'x'], ['b', 'y'], ['c', 'z']);
    await rig.seconds(70);
    expect((await onlyText(rig)).length).toBe(3);
  });

  test('is read within the bytes a shard gives a second, with what others read', async () => {
    const rig = await start();
    const reader = kinesisStreamReader(rig.kinesis);
    const shard = 'shardId-000000000000';
    const ExplicitHashKey = '0'.repeat(32);
    const from = await reader.position(SOURCE.arn, shard, 'LATEST');
    const stream = rig.kinesis.try(SOURCE.name);
    for (let second = 0; second < 9; second++) {
      await stream?.put([{ partitionKey: 'k', hashKey: ExplicitHashKey, data: Buffer.alloc(1_000_000) }]);
      rig.firehose.stop();
      await rig.seconds(1);
    }
    const reading = await reader.open(SOURCE.arn, shard, from, 'test');
    if (reading === undefined) throw new Error('no reading');
    const batch = new RecordBatch<ShardReading>();
    let records = 0;
    for (reader.take([reading], batch); batch.size > 0; reader.take([reading], batch)) records += batch.size;
    expect(records).toBeGreaterThan(1);
    expect(records).toBeLessThan(5);
    await expect(reader.open(SOURCE.arn, shard, from, 'test')).rejects.toThrow('Rate exceeded');
    await rig.seconds(1);
    expect((await reader.open(SOURCE.arn, shard, reading.at, 'test'))?.at).toBe(records);
  });

  test('is read no faster than a shard may be in the long run, however far behind', async () => {
    const { shard, kinesis } = await backlogOf(40);
    const reader = kinesisStreamReader(kinesis);
    const batch = new RecordBatch<ShardReading>();
    let [at, given] = [0, 0];
    for (let second = 0; second < 10; second++) {
      const reading = await reader.open(SOURCE.arn, shard, at, 'test').catch(() => undefined);
      while (reading !== undefined && reading.at < reading.end) {
        reader.take([reading], batch);
        for (let record = 0; record < batch.size; record++) given += batch.weight(record);
      }
      at = reading?.at ?? at;
      kinesis.clock.advance(1_000);
    }
    expect(given / 10 / 1_048_576).toBeGreaterThan(1.6);
    expect(given / 10 / 1_048_576).toBeLessThan(2.4);
  });

  test('goes on in the next object where one is full, in the order of each shard', async () => {
    const rig = await start({ destination: processors(['AppendDelimiterToRecord', {}]) });
    const stream = rig.kinesis.try(SOURCE.name);
    const text = (key: number, count: number) => `${key}:${count}`.padEnd(999, '.');
    for (let second = 0; second < 6; second++) {
      const entries = Array.from({ length: 800 }, (_, i) => {
        return { partitionKey: `key-${i % 8}`, data: Buffer.from(text(i % 8, second * 100 + Math.floor(i / 8))) };
      });
      await stream?.put(entries);
      await rig.seconds(1);
    }
    await rig.seconds(70);
    const told = rig.log.flatMap((entry) => (entry.kind === 'delivered' ? [entry] : []));
    // Each but the last is cut by the record that fills it.
    expect(told.slice(0, -1).map(({ bytes, records }) => [bytes, records])).toEqual(
      told.slice(0, -1).map(() => [1_049_000, 1_049]),
    );
    const objects = await Promise.all(told.map(({ key }) => rig.objects.tryGet('archive', key)));
    const lines = objects.flatMap((object) => object?.body.toString().trimEnd().split('\n') ?? []);
    for (let key = 0; key < 8; key++) {
      const own = lines.filter((line) => line.startsWith(`${key}:`));
      expect(own).toEqual(Array.from({ length: 600 }, (_, count) => text(key, count)));
    }
    const origins = told.flatMap((entry) => entry.origins().map((origin) => origin?.sequenceNumber));
    expect([origins.length, new Set(origins).size]).toEqual([4_800, 4_800]);
    expect(rig.stream.pending).toBe(0);
  });

  test('gives functions the place of a record', async () => {
    const payloads: { records: { kinesisRecordMetadata: object }[]; sourceKinesisStreamArn: string }[] = [];
    const invoke = async (_: string, payload: Buffer) => {
      payloads.push(JSON.parse(payload.toString()));
      return { payload: Buffer.from('{"records":[]}') };
    };
    const rig = await start({
      destination: processors(['Lambda', { LambdaArn: FUNCTION }]),
      more: { functions: { invoke } },
    });
    await rig.send('one');
    await rig.seconds(62);
    expect(payloads[0]?.sourceKinesisStreamArn).toBe(SOURCE.arn);
    expect(payloads[0]?.records[0]?.kinesisRecordMetadata).toEqual({
      sequenceNumber: expect.stringMatching(/^\d{56}$/),
      subsequenceNumber: 0,
      partitionKey: 'key',
      shardId: expect.stringMatching(/^shardId-\d{12}$/),
      approximateArrivalTimestamp: START,
    });
  });

  test('fails, and is tried again once a second, where the disk cannot be read', async () => {
    let [fails, tries] = [true, 0];
    const { kinesis } = await backlogOf(1);
    const reader = kinesisStreamReader(kinesis);
    const take: typeof reader.take = (readings, batch) => {
      tries++;
      if (fails) throw new Error('input/output error');
      reader.take(readings, batch);
    };
    const scheduler = new ManualScheduler(kinesis.clock);
    const rig = await run(fromStream(), { scheduler, streams: { ...reader, take } });
    await kinesis.try(SOURCE.name)?.put([{ partitionKey: 'key', data: Buffer.from('one') }]);
    await rig.seconds(2);
    for (let flush = 0; flush < 5; flush++) await expect(rig.firehose.flush()).rejects.toThrow('input/output error');
    tries = 0;
    await rig.seconds(10);
    expect(tries).toBe(10);
    expect(rig.log).toContainEqual(expect.objectContaining({ kind: 'note', message: 'input/output error' }));
    fails = false;
    await rig.seconds(62);
    expect(await onlyText(rig)).toBe('one');
  });

  test('is read to its end where a function drops everything, however much there is', async () => {
    const { kinesis } = await backlogOf(40);
    const scheduler = new ManualScheduler(kinesis.clock);
    let dropped = 0;
    const invoke = async (_: string, payload: Buffer) => {
      const { records } = JSON.parse(payload.toString()) as { records: { recordId: string }[] };
      // Longer than it takes to fill the memory there is.
      await scheduler.sleep(30_000);
      dropped += records.length;
      return { payload: Buffer.from(JSON.stringify({ records: records.map((r) => ({ ...r, result: 'Dropped' })) })) };
    };
    const destination = processors(['Lambda', { LambdaArn: FUNCTION }]);
    const store = memoryStore();
    const shared = { scheduler, store, streams: kinesisStreamReader(kinesis), functions: { invoke } };
    const first = await run(fromStream(destination), shared);
    first.firehose.stop();
    for (const { id } of kinesis.try(SOURCE.name)?.shards.all ?? []) {
      await store.setValue(`firehose/${first.stream.definition.arn}/shard/${id}`, '0');
    }
    await run(fromStream(destination), shared);
    await scheduler.advance(600_000);
    expect(dropped).toBe(32_000);
  });

  test('fails, and is tried again, where the role may not read', async () => {
    let denied = true;
    const authorize = ({ action }: { action: string }) => {
      if (denied && action === 'kinesis:GetRecords') throw new Error('not authorized to perform kinesis:GetRecords');
    };
    const rig = await start({ more: { authorize } });
    await rig.send('one');
    await rig.seconds(5);
    expect(rig.log).toContainEqual(
      expect.objectContaining({ kind: 'retry', message: expect.stringContaining('GetRecords') }),
    );
    denied = false;
    await rig.seconds(62);
    expect(await onlyText(rig)).toBe('one');
  });
});

describe('records of the Kinesis Producer Library', () => {
  const inner: [string, string][] = [
    ['k1', 'one'],
    ['k2', 'two'],
    ['k1', 'x'.repeat(300)],
  ];

  test('are taken apart when they come from a stream', async () => {
    const rig = await start({ destination: processors(['AppendDelimiterToRecord', {}]) });
    await rig.send(aggregated(inner), 'plain');
    await rig.seconds(62);
    expect(await onlyText(rig)).toBe(`one\ntwo\n${'x'.repeat(300)}\nplain\n`);
    expect(rig.stream.pending).toBe(0);
  });

  test('are left whole when they are put directly', async () => {
    const rig = await run(deliveryStream());
    const record = aggregated(inner);
    await rig.put(record);
    await rig.seconds(60);
    const [object] = await rig.objects.list('archive');
    expect(object?.size).toBe(record.length);
  });

  test('are no others', () => {
    const record = aggregated(inner);
    expect(tryKplRecords(record)?.map(({ partitionKey }) => partitionKey)).toEqual(['k1', 'k2', 'k1']);
    const broken = Buffer.from(record);
    broken[10] = (broken[10] ?? 0) ^ 1;
    expect(tryKplRecords(broken)).toBeUndefined();
    expect(tryKplRecords(Buffer.from('f3899ac2', 'hex'))).toBeUndefined();
    const message = Buffer.from([0xff, 0xff, 0xff]);
    const digest = createHash('md5').update(message).digest();
    expect(tryKplRecords(Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, digest]))).toBeUndefined();
  });
});

test('the log tells where the records of an object were in their stream', async () => {
  const rig = await start();
  const stream = rig.kinesis.try(SOURCE.name);
  const put = await stream?.put(['a', 'b', 'a'].map((partitionKey) => ({ partitionKey, data: Buffer.from('x') })));
  await rig.seconds(70);
  const [entry] = rig.log.filter(({ kind }) => kind === 'delivered');
  const origins = entry?.kind === 'delivered' ? entry.origins() : [];
  const places = origins.map((origin) => [origin?.shardId, origin?.sequenceNumber, origin?.subsequenceNumber]);
  const expected = put?.map((outcome) => [outcome.shard.id, 'sequenceNumber' in outcome && outcome.sequenceNumber, 0]);
  expect(places.sort()).toEqual(expected?.sort());
});
