/**
 * What it costs to load each handler over an empty one: as it is shipped, with the SDK clients its configuration asks for;
 * and with nothing of the SDK in it. CPU time of a process that loads it, medians of all in turns; and its size.
 * Usage: node bench/functions/import.mjs [ROUNDS]. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '../..');
const rounds = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const { compileValidator } = createRequire(import.meta.url)(join(ROOT, 'dist/schema-compiler'));

/** What a construct would tell the function, so that it loads what it would load. */
const PRODUCER = {
  ...{ service: 'kinesis', name: 'events', region: 'eu-west-1', maxRecordBytes: 1_048_576, batch: false },
  ...{ key: { from: 'spread', name: '' }, enrich: true, schemaVersion: null, corsOrigin: null },
};
const ENVIRONMENTS = {
  producer: { PRODUCER_CONFIG: JSON.stringify(PRODUCER) },
  consumer: { CONSUMER_CONFIG: JSON.stringify({ version: 1, idempotency: { tableName: 'seen', expiresAfter: 60 } }) },
  authorizer: {
    AUTHORIZER_CONFIG: JSON.stringify({ version: 1, verifier: { kind: 'tenant-keys', cacheTtl: 60 } }),
    AUTHORIZER_SECRET: 'keys',
  },
};

/** Loads the handler and tells its CPU time; whatever of the SDK is not there is an empty class or function. */
const PROGRAM = `
  const Module = require('node:module');
  const load = Module._load;
  const stub = new Proxy(class {}, { get: (own, name) => (name in own ? own[name] : class {}) });
  Module._load = (name, ...rest) => (/^@(aws-sdk|smithy)\\//.test(name) ? stub : load(name, ...rest));
  const before = process.cpuUsage();
  require(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  require('node:fs').writeSync(3, String((user + system) / 1_000));
  process.exit(0);`;

try {
  const contenders = [contender('an empty handler', folder, 'exports.handler = async () => {};', {})];
  for (const name of readdirSync(join(ROOT, 'lambda'))) {
    const entry = join(ROOT, 'lambda', name, 'handler.ts');
    if (!existsSync(entry)) continue;
    const bare = join(folder, `${name}-bare`);
    buildSync({
      ...{ entryPoints: [entry], outfile: join(bare, 'index.js'), bundle: true, platform: 'node', target: 'node22' },
      ...{ format: 'cjs', minify: true, mainFields: ['module', 'main'], external: ['@aws-sdk/*', '@smithy/*'] },
    });
    const whole = join(folder, name);
    mkdirSync(whole);
    copyFileSync(join(ROOT, 'dist/lambda', name, 'index.js'), join(whole, 'index.js'));
    for (const place of [bare, whole]) addFiles(place);
    contenders.push(contender(`${name}, without the SDK`, bare, undefined, ENVIRONMENTS[name]));
    contenders.push(contender(`${name}, as shipped`, whole, undefined, ENVIRONMENTS[name]));
  }
  for (let round = 0; round < rounds; round++) for (const one of contenders) one.samples.push(load(one));
  const [empty] = contenders;
  console.log(`median of ${rounds}: CPU time over that of an empty handler`);
  for (const { name, file, samples } of contenders) {
    const cost = median(samples) - median(empty.samples);
    const size = statSync(file).size / 1_000;
    console.log(`  ${name.padEnd(26)} ${cost.toFixed(1).padStart(6)} ms  ${size.toFixed(0).padStart(4)} KB`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function contender(name, place, text, env = {}) {
  const file = join(place, 'index.js');
  if (text !== undefined) writeFileSync(file, text);
  return { name, file, env, samples: [] };
}

function addFiles(place) {
  const consumed = { 'event-handler.js': 'exports.handle = async () => {};' };
  const files = { ...compileValidator({ type: 'object', minProperties: 1 }), ...consumed };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
}

function load({ file, env }) {
  const stdio = ['ignore', 'ignore', 'ignore', 'pipe'];
  const options = { env: { AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'bench', ...env }, stdio };
  const { status, output } = spawnSync(process.execPath, ['-e', PROGRAM, file], options);
  if (status !== 0) throw new Error(`${file} does not load`);
  return Number(output[3].toString());
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
