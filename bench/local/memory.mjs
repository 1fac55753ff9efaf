/**
 * Memory with a consumer that stands still: a delivery whose bucket refuses every object, while events come in by
 * batches, and once more after a restart on the same data folder.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '../gateway/load.mjs';
import { signedPost } from '../gateway/requests.mjs';
import { bundle } from '../support/bundle.mjs';
import { eventsOf } from '../support/events.mjs';
import { startServer } from '../support/server.mjs';
import { synthesizeBench } from './template.mjs';

const MB = 1_000_000;
const GOAL = 250;
const BATCH = 500;
const BYTES = 200;
const SLICE = 1_000;
/** How long the delivery may go on to take in what it can, in milliseconds. */
const SETTLE = 10_000;

export async function measureMemory(folder, { events }) {
  const script = await bundle('bench/local/serve.ts', folder);
  synthesizeBench(join(folder, 'app'), 'NONE');
  const data = join(folder, 'data');
  mkdirSync(data);
  console.log(`${events} events of ${BYTES} B, every delivery refused; goal below ${GOAL} MB after 2,000,000`);
  let server = await start(script, folder, data);
  const body = JSON.stringify({ records: eventsOf(BATCH, BYTES).map((event) => ({ data: JSON.parse(event) })) });
  const request = signedPost({ ...server, path: `/${server.stage}/events/batch` }, body);
  let taken = 0;
  while (taken < events) {
    const before = performance.now();
    const { rate, failures } = await load(server.port, request, { connections: 4, milliseconds: SLICE });
    if (failures > 0) throw new Error(`${failures} answers were not 200`);
    taken += Math.round((rate * (performance.now() - before)) / 1_000) * BATCH;
  }
  await report(`after ${taken} events`, server);
  await server.stop();
  server = await start(script, folder, data);
  await report('opened again', server);
  await server.stop();
}

function start(script, folder, data) {
  return startServer(script, ['stalled', join(folder, 'app'), data]);
}

async function report(when, server) {
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
  const { memory, peak } = await server.usage();
  const text = [memory, peak].map((bytes) => `${(bytes / MB).toFixed(0).padStart(4)} MB`);
  console.log(`  ${when.padEnd(24)} ${text[0]}, at its highest ${text[1]}`);
}
