/**
 * The whole local runtime on a template of 256 shards, every check on, limits out of the way: 1 KB POSTs to /events
 * against a bare node:http server that parses the same JSON, and batches of 500 events of 200 bytes beside the floor by
 * hand. Each in memory and with a data folder. Usage: node bench/local/run.mjs [SECONDS]. Loopback only.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { load } from '../gateway/load.mjs';
import { synthesizeReference } from '../gateway/reference.mjs';
import { signedPost } from '../gateway/requests.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const ROUNDS = 3;
const SHARDS = 256;
const BATCH = 500;
const CONNECTIONS = 32;
const BATCH_CONNECTIONS = 4;
const seconds = Number(process.argv[2] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const servers = [];

try {
  const bundle = { bundle: true, platform: 'node', target: 'node20', logLevel: 'error' };
  const script = join(folder, 'serve.js');
  await build({ ...bundle, entryPoints: [join(ROOT, 'bench/local/serve.ts')], outfile: script });
  const signer = join(folder, 'sigv4.js');
  await build({ ...bundle, entryPoints: [join(ROOT, 'local/sigv4/index.ts')], outfile: signer });
  const { sign } = await import(signer).then((module) => module.default ?? module);
  const event = textOf(1_024);
  const batch = JSON.stringify({ records: Array.from({ length: BATCH }, () => ({ data: JSON.parse(textOf(200)) })) });
  const contenders = [
    { name: 'POST: bare node:http', ...(await serve(script, 'bare')), path: '/', body: event },
    { name: 'batch: floor by hand', ...(await serve(script, 'floor')), path: '/', body: batch },
  ];
  for (const auth of ['NONE', 'AWS_IAM']) {
    const assembly = join(folder, auth);
    synthesizeReference(ROOT, assembly, auth);
    setShards(assembly);
    for (const kind of ['memory', 'disk']) {
      const server = { auth, ...(await serve(script, kind, assembly, join(folder, `${kind}-${auth}`))) };
      const path = `/${server.stage}/events`;
      contenders.push({ name: `POST: ${auth}, ${kind}`, ...server, path, body: event });
      contenders.push({ name: `batch: ${auth}, ${kind}`, ...server, path: `${path}/batch`, body: batch });
    }
  }
  for (const contender of contenders) contender.rates = [];
  // In turns, so that a slow moment of the machine meets all of them. The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const contender of contenders) {
      const isBatch = contender.body === batch;
      const request = signedPost(contender, contender.body, sign);
      const connections = isBatch ? BATCH_CONNECTIONS : CONNECTIONS;
      const { rate, failures } = await load(contender.port, request, { connections, milliseconds: seconds * 1_000 });
      contender.failures = (contender.failures ?? 0) + failures;
      if (round > 0) contender.rates.push(isBatch ? rate * BATCH : rate);
    }
  }
  console.log(`median of ${ROUNDS} rounds of ${seconds} s, ${SHARDS} shards; ratios to the server by hand`);
  const [bare, floor] = contenders;
  for (const { name, body, rates, failures } of contenders) {
    const ratio = median(rates) / median((body === batch ? floor : bare).rates);
    const other = failures === 0 ? '' : `, ${failures} answers were not 200`;
    console.log(`  ${name.padEnd(22)} ${median(rates).toFixed(0).padStart(8)} events/s  ${ratio.toFixed(2)} x${other}`);
  }
} finally {
  for (const server of servers) server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** An event as JSON of so many bytes. */
function textOf(bytes) {
  const event = { id: 1, kind: 'order', price: 9.99, filler: '' };
  return JSON.stringify({ ...event, filler: 'x'.repeat(bytes - JSON.stringify(event).length) });
}

/** Gives every stream of an assembly its shards. */
function setShards(assembly) {
  for (const name of readdirSync(assembly, { recursive: true }).filter((file) => file.endsWith('.template.json'))) {
    const template = JSON.parse(readFileSync(join(assembly, name), 'utf8'));
    for (const { Type, Properties } of Object.values(template.Resources ?? {})) {
      if (Type === 'AWS::Kinesis::Stream') Properties.ShardCount = SHARDS;
    }
    writeFileSync(join(assembly, name), JSON.stringify(template));
  }
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
