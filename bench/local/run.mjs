/**
 * The whole local runtime, every check on, limits out of the way: rates over HTTP, delivery, memory, the time to the
 * first answer. Loopback only.
 * Usage: node bench/local/run.mjs [--short] [http] [delivery] [memory] [start]; without a name, all of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureDelivery } from './delivery.mjs';
import { measureHttp } from './http.mjs';
import { measureMemory } from './memory.mjs';
import { measureStartUp } from './start-up.mjs';

const PARTS = {
  http: { measure: measureHttp, whole: { rounds: 3, seconds: 2 }, short: { rounds: 1, seconds: 1 } },
  delivery: { measure: measureDelivery, whole: { rounds: 5, megabytes: 32 }, short: { rounds: 1, megabytes: 16 } },
  memory: { measure: measureMemory, whole: { events: 2_000_000 }, short: { events: 200_000 } },
  start: { measure: measureStartUp, whole: { rounds: 11 }, short: { rounds: 3 } },
};

const given = process.argv.slice(2);
const form = given.includes('--short') ? 'short' : 'whole';
const names = given.filter((name) => name !== '--short');
for (const name of names.length > 0 ? names : Object.keys(PARTS)) {
  const part = PARTS[name];
  if (part === undefined) throw new Error(`there is no part '${name}'; there are ${Object.keys(PARTS).join(', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const load = loadavg()[0].toFixed(1);
  console.log(`\n${name}: Node ${process.versions.node}, ${cpus().length} cores, load ${load}`);
  try {
    await part.measure(folder, part[form]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
