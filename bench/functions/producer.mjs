/**
 * The producer against the SDK's own client with full batches made by hand: 500 records of 200 bytes a request, four
 * requests at a time, both in this process and in turns, against one local Kinesis of 256 shards. The client is the same
 * for both. Usage: node bench/functions/producer.mjs [RECORDS]. Loopback only.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { build } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '../..');
const ROUNDS = 9;
const BATCH = 500;
const CONCURRENCY = 4;
const count = Number(process.argv[2] ?? 60_000);
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
let server;

try {
  const bundle = { bundle: true, platform: 'node', target: 'node20', logLevel: 'error' };
  const script = join(folder, 'server.js');
  await build({ ...bundle, entryPoints: [join(ROOT, 'bench/functions/producer-server.ts')], outfile: script });
  const library = join(folder, 'producer.js');
  await build({ ...bundle, entryPoints: [join(ROOT, 'producer/index.ts')], outfile: library });
  const { KinesisProducer } = await import(library).then((module) => module.default ?? module);
  server = fork(script, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ url, region, credentials }] = await once(server, 'message');
  const requestHandler = new NodeHttpHandler();
  const client = new Kinesis({ region, credentials, endpoint: url, maxAttempts: 1, requestHandler });
  const data = Buffer.alloc(200, 'x');

  const contenders = {
    'SDK, batches by hand': async () => {
      let next = 0;
      const send = async () => {
        while (next < count) {
          const from = next;
          next += BATCH;
          const Records = Array.from({ length: BATCH }, (_, index) => ({
            Data: data,
            PartitionKey: `key-${from + index}`,
          }));
          const { FailedRecordCount } = await client.putRecords({ StreamName: 'events', Records });
          if (FailedRecordCount !== 0) throw new Error(`${FailedRecordCount} records failed`);
        }
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, send));
    },
    producer: () => produce({}),
    'producer, ordered': () => produce({ ordered: true }),
    'producer, aggregating': () => produce({ aggregation: {} }),
  };

  async function produce(options) {
    const producer = new KinesisProducer({ client, stream: 'events', concurrency: CONCURRENCY, ...options });
    const puts = [];
    for (let index = 0; index < count; index++) {
      if (!producer.hasRoom) await producer.ready();
      puts.push(producer.put({ data, partitionKey: `key-${index}` }));
    }
    await producer.close();
    await Promise.all(puts);
  }

  const rates = new Map(Object.keys(contenders).map((name) => [name, []]));
  // In turns, so that a slow moment of the machine meets all of them. The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      await run();
      if (round > 0) rates.get(name).push((count / (performance.now() - start)) * 1_000);
    }
  }
  const [byHand] = rates.values();
  console.log(`median of ${ROUNDS} rounds of ${count} records`);
  for (const [name, found] of rates) {
    const ratio = median(found) / median(byHand);
    console.log(`  ${name.padEnd(22)} ${median(found).toFixed(0).padStart(8)} records/s  ${ratio.toFixed(2)} x`);
  }
  client.destroy();
} finally {
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
