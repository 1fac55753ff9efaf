/**
 * Rates over HTTP: events of 1 KB to /events against a bare node:http server that parses the same JSON; batches of 500
 * events of 200 bytes and of 1 KB against the floor by hand, and those of 1 KB against PutRecords of kinesalite, where it
 * is installed. In memory and with a data folder, with auth NONE and IAM.
 *
 * Client and server share the machine, and others may, so CPU time of the server's process stands beside the rate. Each
 * turn is a process of its own: none pays for what another one left to deliver.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { load } from '../gateway/load.mjs';
import { signedPost } from '../gateway/requests.mjs';
import { bundle, load as loadSource } from '../support/bundle.mjs';
import { eventsOf } from '../support/events.mjs';
import { median } from '../support/median.mjs';
import { startServer } from '../support/server.mjs';
import { signedPutRecords } from './put-records.mjs';
import { SHARDS, synthesizeBench } from './template.mjs';

const BATCH = 500;
/** A process of its own compiles what it runs anew: some thousand requests, in milliseconds. */
const WARM_UP = 5_000;
const KINESALITE = join(import.meta.dirname, 'kinesalite.cjs');

/** Events of a request, and over how many connections requests come. */
const SHAPES = {
  'events of 1 KB': { bytes: 1_024, connections: 32 },
  'batches of 500 x 200 B': { bytes: 200, batch: true, connections: 4 },
  'batches of 500 x 1 KB': { bytes: 1_024, batch: true, connections: 4 },
};

/** @param rounds How often each has its turn; `seconds` long, after it is warm */
export async function measureHttp(folder, { rounds, seconds }) {
  const script = await bundle('bench/local/serve.ts', folder);
  const { sign } = await loadSource('local/sigv4/index.ts', folder);
  for (const auth of ['NONE', 'AWS_IAM']) synthesizeBench(join(folder, auth), auth);
  for (const [title, shape] of Object.entries(SHAPES)) {
    const contenders = contendersOf(shape, script, folder);
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) {
        if (contender.missing === undefined) await turn(contender, shape, seconds, sign);
      }
    }
    print(title, contenders, `medians of ${rounds} rounds of ${seconds} s, ${SHARDS} shards`);
  }
}

function contendersOf({ batch = false }, script, folder) {
  const data = join(folder, 'data');
  const own = ['NONE', 'AWS_IAM'].flatMap((auth) => {
    return ['memory', 'disk'].map((kind) => {
      const name = `${auth.replace('AWS_', '')}, ${kind === 'disk' ? 'data folder' : 'in memory'}`;
      return {
        name,
        auth,
        route: batch ? 'events/batch' : 'events',
        script,
        args: [kind, join(folder, auth), data],
        data,
      };
    });
  });
  if (!batch) return [{ name: 'bare node:http', script, args: ['bare'] }, ...own];
  const [{ args }] = own;
  return [
    { name: 'floor by hand', script, args: ['floor'] },
    {
      name: 'kinesalite PutRecords',
      puts: true,
      script: KINESALITE,
      args: [String(SHARDS)],
      missing: missingKinesalite(),
    },
    { name: 'PutRecords, in memory', puts: true, script, args, data },
    ...own,
  ];
}

function missingKinesalite() {
  try {
    createRequire(KINESALITE).resolve('kinesalite');
    return undefined;
  } catch {
    return 'not measured, kinesalite is not installed (npm install --prefix DIR kinesalite@3.3.3; NODE_PATH=DIR/node_modules)';
  }
}

async function turn(contender, { bytes, batch, connections }, seconds, sign) {
  const { script, args, route, auth, data } = contender;
  if (data !== undefined) mkdirSync(data);
  const server = await startServer(script, args);
  try {
    const events = eventsOf(batch ? BATCH : 1, bytes);
    const body = batch ? JSON.stringify({ records: events.map((event) => ({ data: JSON.parse(event) })) }) : events[0];
    const path = route === undefined ? '/' : `/${server.stage}/${route}`;
    const port = contender.puts ? server.awsPort : server.port;
    const request = contender.puts
      ? signedPutRecords(server, events, sign)
      : signedPost({ ...server, path, auth }, body, sign);
    await load(port, request, { connections, milliseconds: WARM_UP });
    const before = await server.usage();
    const started = performance.now();
    const { rate, failures } = await load(port, request, { connections, milliseconds: seconds * 1_000 });
    const count = (rate * (performance.now() - started)) / 1_000;
    const { cpu } = await server.usage();
    const rates = { rate: rate * events.length, cpu: ((cpu - before.cpu) * 1_000) / (count * events.length) };
    contender.turns = [...(contender.turns ?? []), rates];
    contender.failures = (contender.failures ?? 0) + failures;
  } finally {
    await server.stop();
    if (data !== undefined) rmSync(data, { recursive: true });
  }
}

function print(title, contenders, how) {
  console.log(`${title}; ${how}; ratios to the first, and to memory with a data folder`);
  const first = figures(contenders[0]);
  let memory;
  for (const contender of contenders) {
    const { name, missing, failures } = contender;
    if (missing !== undefined) {
      console.log(`  ${name.padEnd(22)} ${missing}`);
      continue;
    }
    const { rate, cpu } = figures(contender);
    if (name.endsWith('in memory')) memory = rate;
    const half = name.endsWith('data folder') ? `, ${(rate / memory).toFixed(2)} of in memory` : '';
    const other = failures === 0 ? '' : `, ${failures} answers were not 200`;
    const ratios = `${(rate / first.rate).toFixed(2)} x, CPU ${cpu.toFixed(1).padStart(6)} µs ${(first.cpu / cpu).toFixed(2)} x`;
    console.log(`  ${name.padEnd(22)} ${rate.toFixed(0).padStart(8)} events/s  ${ratios}${half}${other}`);
  }
}

function figures({ turns }) {
  return { rate: median(turns.map(({ rate }) => rate)), cpu: median(turns.map(({ cpu }) => cpu)) };
}
