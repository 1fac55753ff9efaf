/**
 * Delivers a backlog of a stream with a data folder to GZIP objects, and compresses the same bytes by zlib alone, in
 * turns. Usage: deliver.js FOLDER ROUNDS; takes a list of events from its parent, sends it what each took.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Resource } from '../../local/assembly';
import { Firehose, kinesisStreamReader } from '../../local/firehose';
import { Kinesis } from '../../local/kinesis';
import { FileObjectStore } from '../../local/s3';
import { openDiskStore } from '../../local/storage';

const MIB = 1_048_576;
/** Of an object before compression, in MiB. */
const OBJECT = 16;
const BATCH = 500;
const SHARDS = 256;
const NEWLINE = Buffer.from('\n');
const STREAM = 'arn:aws:kinesis:eu-west-1:111111111111:stream/events';
const DELIVERY = 'arn:aws:firehose:eu-west-1:111111111111:deliverystream/events';
const [folder = '', rounds = '1'] = process.argv.slice(2);

interface Cost {
  /** Milliseconds. */
  readonly wall: number;
  readonly cpu: number;
}

async function deliver(events: readonly Buffer[]): Promise<Cost> {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const store = openDiskStore({ dataDir });
  const kinesis = new Kinesis({ store });
  const stream = kinesis.addStream({
    ...{ name: 'events', arn: STREAM, account: '111111111111', mode: 'PROVISIONED', shardCount: SHARDS },
    ...{ retentionHours: 24, maxRecordSize: MIB },
  });
  let delivered = 0;
  const firehose = (): Firehose => {
    const made = new Firehose({
      ...{ store, objects: new FileObjectStore(dataDir), streams: kinesisStreamReader(kinesis) },
      log: (entry) => {
        if (entry.kind === 'delivered') delivered += entry.records;
      },
    });
    made.add(deliveryStream());
    return made;
  };
  // It begins at the end of the stream, and notes where that was: what is put then is the backlog of the next one.
  const before = firehose();
  await before.start();
  before.stop();
  for (let at = 0; at < events.length; at += BATCH) {
    let entries = events.slice(at, at + BATCH).map((data, index) => ({ partitionKey: `key-${at + index}`, data }));
    while (entries.length > 0) {
      const outcomes = await stream.put(entries);
      entries = entries.filter((_, index) => 'refused' in (outcomes[index] ?? {}));
      // A shard is full: it takes more within the second.
      if (entries.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const after = firehose();
  const cost = await measure(async () => {
    await after.start();
    while (delivered < events.length) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      // All was taken: the last object need not wait for its interval.
      if (delivered + after.pending === events.length) await after.flush();
    }
  });
  after.stop();
  await store.close();
  rmSync(dataDir, { recursive: true });
  return cost;
}

function deliveryStream(): Resource {
  const properties = {
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: 'arn:aws:iam::111111111111:role/delivery' },
    ExtendedS3DestinationConfiguration: {
      ...{ BucketARN: 'arn:aws:s3:::archive', RoleARN: 'arn:aws:iam::111111111111:role/delivery' },
      BufferingHints: { SizeInMBs: OBJECT, IntervalInSeconds: 900 },
      CompressionFormat: 'GZIP',
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' }] },
    },
  };
  return {
    ...{ stack: 'App', logicalId: 'Events', type: 'AWS::KinesisFirehose::DeliveryStream', constructPath: 'App/Events' },
    ...{ physicalId: 'events', arn: DELIVERY, properties, declaredProperties: properties, dependsOn: [] },
    ...{ assetPath: undefined, position: 'App/Events' },
  };
}

/** As fast as zlib goes for one who has the bytes. */
async function compress(events: readonly Buffer[]): Promise<Cost> {
  const all = Buffer.concat(events.flatMap((event) => [event, NEWLINE]));
  return measure(async () => {
    for (let at = 0; at < all.length; at += OBJECT * MIB) {
      await promisify(gzip)(all.subarray(at, at + OBJECT * MIB), { chunkSize: MIB });
    }
  });
}

async function measure(run: () => Promise<void>): Promise<Cost> {
  const before = process.cpuUsage();
  const start = performance.now();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: (user + system) / 1_000 };
}

process.once('message', async (texts: string[]) => {
  const events = texts.map((text) => Buffer.from(text));
  const turns: object[] = [];
  // The first round warms up.
  for (let round = 0; round <= Number(rounds); round++) {
    const turn = { delivery: await deliver(events), zlib: await compress(events) };
    if (round > 0) turns.push(turn);
  }
  process.send?.(turns);
  process.disconnect();
});
