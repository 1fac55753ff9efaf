/**
 * 1 KB POSTs to /events of the reference template, over 32 connections, against a bare node:http server that parses the
 * same JSON: validation, both templates, role and access log on, a stand-in behind.
 * Usage: node bench/gateway/run.mjs [SECONDS]. Loopback only.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { load } from './load.mjs';
import { synthesizeReference } from './reference.mjs';
import { signedPost } from './requests.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const ROUNDS = 5;
const TARGETS = { NONE: 0.5, AWS_IAM: 0.4 };
const seconds = Number(process.argv[2] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const servers = [];

try {
  const script = join(folder, 'serve.js');
  const entry = join(ROOT, 'bench/gateway/serve.ts');
  await build({
    entryPoints: [entry],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  await build({
    entryPoints: [join(ROOT, 'local/sigv4/index.ts')],
    outfile: join(folder, 'sigv4.js'),
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  });
  const body = JSON.stringify({
    id: 1,
    kind: 'order',
    items: Array.from({ length: 20 }, (_, at) => ({ sku: `sku-${at}`, price: 9.99, note: 'as is' })),
  }).slice(0, -1);
  const event = `${body},"filler":"${'x'.repeat(1_024 - body.length - 13)}"}`;
  const contenders = [{ name: 'bare node:http', ...(await serve(script, 'bare')), path: '/' }];
  for (const auth of Object.keys(TARGETS)) {
    const assembly = join(folder, auth);
    synthesizeReference(ROOT, assembly, auth);
    const server = await serve(script, 'gateway', assembly, join(folder, `data-${auth}`));
    contenders.push({ name: `gateway, auth ${auth}`, auth, ...server, path: `/${server.stage}/events` });
  }
  const { sign } = await import(join(folder, 'sigv4.js')).then((module) => module.default ?? module);
  for (const contender of contenders) contender.rates = [];
  // In turns, so that a slow moment of the machine meets all of them. The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const contender of contenders) {
      const request = signedPost(contender, event, sign);
      const options = { connections: 32, milliseconds: seconds * 1_000 };
      const { rate, failures } = await load(contender.port, request, options);
      if (failures > 0) throw new Error(`${contender.name}: ${failures} answers were not 200`);
      if (round > 0) contender.rates.push(rate);
    }
  }
  const [bare] = contenders;
  console.log(`POST /events, ${event.length} bytes, 32 connections, median of ${ROUNDS} rounds of ${seconds} s`);
  for (const { name, auth, rates } of contenders) {
    const ratio = median(rates) / median(bare.rates);
    const target = auth === undefined ? '' : `target ${TARGETS[auth]}`;
    console.log(
      `  ${name.padEnd(24)} ${median(rates).toFixed(0).padStart(7)} requests/s  ${ratio.toFixed(2)} x  ${target}`,
    );
  }
} finally {
  for (const server of servers) server.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function serve(script, ...args) {
  const server = fork(script, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  servers.push(server);
  const [message] = await once(server, 'message');
  return message;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
