import { gunzipSync } from 'node:zlib';
import { callerCredentials } from '../../cli/credentials';
import { resolveEndpoint } from '../../cli/tail/endpoint';
import { KinesisClient, KinesisFault } from '../../cli/tail/kinesis-client';
import { tryReadRunFile } from '../../local/run';
import { FileObjectStore } from '../../local/s3';
import type { Acknowledged } from './lane';
import { pause } from './run-process';

/** An event as it is stored. */
interface StoredEvent {
  readonly lane: string;
  readonly number: number;
}

/** What is wrong with what is stored: a sentence each. */
export type Faults = string[];

/** Reads every shard of the run, and tells what was acknowledged and is not there, or not in order. */
export async function checkStreams(dataFolder: string, acknowledged: readonly Acknowledged[]): Promise<Faults> {
  const run = tryReadRunFile(dataFolder);
  callerCredentials(dataFolder, 'operator');
  const client = new KinesisClient(resolveEndpoint({ given: undefined, dataFolder, run, env: {} }));
  const stored = new Map<string, string>();
  const faults: Faults = [];
  for (const name of await client.streamNames()) {
    const stream = { StreamName: name };
    for (const { ShardId: shardId } of await client.shards(stream)) {
      const inOrder = new Order(`${name} ${shardId}`, faults);
      for await (const { SequenceNumber, Data } of recordsOf(client, stream, shardId)) {
        const event = JSON.parse(Buffer.from(Data, 'base64').toString()) as StoredEvent;
        inOrder.take(event);
        stored.set(`${shardId} ${SequenceNumber}`, idOf(event));
      }
    }
  }
  for (const event of acknowledged) {
    const found = stored.get(`${event.shardId} ${event.sequenceNumber}`);
    if (event.shardId !== undefined && found !== idOf(event)) {
      faults.push(`${idOf(event)} was acknowledged at ${event.shardId} ${event.sequenceNumber}, there is ${found}`);
    }
  }
  return faults;
}

/** Reads every object, and tells what was acknowledged and is in none, or not in order within one. */
export async function checkObjects(
  dataFolder: string,
  buckets: readonly string[],
  acknowledged: readonly Acknowledged[],
): Promise<{ readonly faults: Faults; readonly delivered: number; readonly twice: number }> {
  const store = new FileObjectStore(dataFolder);
  const seen = new Map<string, number>();
  const faults: Faults = [];
  for (const bucket of buckets) {
    for (const { key } of await store.list(bucket)) {
      const body = (await store.tryGet(bucket, key))?.body ?? Buffer.alloc(0);
      const inOrder = new Order(key, faults);
      for (const line of gunzipSync(body).toString().trim().split('\n')) {
        const event = JSON.parse(line) as StoredEvent;
        inOrder.take(event);
        seen.set(idOf(event), (seen.get(idOf(event)) ?? 0) + 1);
      }
    }
  }
  for (const event of acknowledged)
    if (!seen.has(idOf(event))) faults.push(`${idOf(event)} was acknowledged and is in no object`);
  return { faults, delivered: seen.size, twice: [...seen.values()].filter((count) => count > 1).length };
}

/** Numbers of a lane rise wherever they stand one after another. */
class Order {
  private readonly last = new Map<string, number>();

  public constructor(
    private readonly place: string,
    private readonly faults: Faults,
  ) {}

  public take({ lane, number }: StoredEvent): void {
    const before = this.last.get(lane) ?? -1;
    if (number <= before) this.faults.push(`${lane}:${number} comes after ${lane}:${before} in ${this.place}`);
    this.last.set(lane, number);
  }
}

async function* recordsOf(client: KinesisClient, stream: { StreamName: string }, shardId: string) {
  let iterator: string | null | undefined = await client.iterator(stream, shardId, {
    ShardIteratorType: 'TRIM_HORIZON',
  });
  for (let empty = 0; iterator && empty < 2; ) {
    try {
      const page = await client.records(stream, iterator);
      yield* page.Records;
      empty = page.Records.length === 0 ? empty + 1 : 0;
      iterator = page.NextShardIterator;
    } catch (error) {
      if (!(error instanceof KinesisFault) || error.code !== 'ProvisionedThroughputExceededException') throw error;
    }
    await pause(220);
  }
}

function idOf({ lane, number }: StoredEvent): string {
  return `${lane}:${number}`;
}
