/**
 * 1 KB POSTs to /events of the reference template, over 32 connections, against a bare node:http server that parses the
 * same JSON: validation, both templates, role, access log and trace on, a stand-in behind. Beside requests a second it
 * tells the CPU time that the server spends on one, which says more on a machine with other work.
 * Usage: node bench/gateway/run.mjs [SECONDS]. Loopback only.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { median } from '../support/median.mjs';
import { startServer } from '../support/server.mjs';
import { load } from './load.mjs';
import { synthesizeReference } from './reference.mjs';
import { signedPost } from './requests.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const ROUNDS = 5;
const TARGETS = { NONE: 0.5, AWS_IAM: 0.4 };
const seconds = Number(process.argv[2] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const USAGE = join(ROOT, 'bench/support/report-usage.cjs');
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
  for (const contender of contenders) Object.assign(contender, { rates: [], costs: [] });
  // In turns, so that a slow moment of the machine meets all of them. The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const contender of contenders) {
      const request = signedPost(contender, event, sign);
      const options = { connections: 32, milliseconds: seconds * 1_000 };
      const before = await contender.usage();
      const { rate, failures } = await load(contender.port, request, options);
      if (failures > 0) throw new Error(`${contender.name}: ${failures} answers were not 200`);
      const { cpu } = await contender.usage();
      if (round === 0) continue;
      contender.rates.push(rate);
      contender.costs.push(((cpu - before.cpu) * 1_000) / (rate * seconds));
    }
  }
  const [bare] = contenders;
  console.log(`POST /events, ${event.length} bytes, 32 connections, median of ${ROUNDS} rounds of ${seconds} s`);
  for (const { name, auth, rates, costs } of contenders) {
    const ratio = (median(rates) / median(bare.rates)).toFixed(2);
    const ofCost = (median(bare.costs) / median(costs)).toFixed(2);
    const target = auth === undefined ? '' : `target ${TARGETS[auth]}`;
    const cost = `${median(costs).toFixed(0).padStart(5)} us of CPU  ${ofCost} x`;
    console.log(
      `  ${name.padEnd(24)} ${median(rates).toFixed(0).padStart(7)} requests/s  ${ratio} x ${cost}  ${target}`,
    );
  }
} finally {
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function serve(script, ...args) {
  const server = await startServer(script, args, { execArgv: ['--require', USAGE] });
  servers.push(server);
  return server;
}
