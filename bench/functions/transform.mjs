// Times the transform of one batch against JSON.parse and JSON.stringify of the same records, base64 in and out counted
// on both sides. All take turns in one process; medians of CPU time.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const RECORDS = 500;
const ROUNDS = 41;
const WARM_UP = 12;
/** What was set as the goals: of the rate of the bare round trip. */
const GOALS = { 'three path masks and flatten': 0.5, 'the same and three detectors': 0.15 };

const scratch = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
try {
  const { compile, transformBatch } = load();
  const records = Array.from({ length: RECORDS }, (_, index) => ({
    recordId: String(index).padStart(56, '4'),
    data: Buffer.from(JSON.stringify(event(index))).toString('base64'),
  }));
  const key = Buffer.alloc(32, 1);
  const pipeline = (steps) => {
    const step = compile({ version: 1, steps }, { hmacKey: () => key, loadValidator: () => () => true });
    return () => transformBatch(records, step).answer.records.length;
  };
  const paths = ['$.user.name', '$.user.address.street', '$.payment.holder'];
  const masks = { kind: 'redact', paths, action: { kind: 'mask' } };
  const flatten = { kind: 'flatten', separator: '.', arrays: 'keep', joinWith: ',' };
  const detect = { kind: 'redact', detectors: ['email', 'card', 'ip'], action: { kind: 'mask' } };
  const all = { ...detect, detectors: ['email', 'card', 'iban', 'ip', 'phone', 'us-ssn', 'de-steuer-id', 'br-cpf'] };
  const hmac = { ...masks, action: { kind: 'hmac' } };
  print(
    measure({
      'JSON.parse and JSON.stringify': () => roundTrip(records),
      'no step': pipeline([]),
      'three path masks and flatten': pipeline([masks, flatten]),
      'the same and three detectors': pipeline([masks, detect, flatten]),
      'the same and eight detectors': pipeline([masks, all, flatten]),
      'three path HMACs and flatten': pipeline([hmac, flatten]),
    }),
  );
} finally {
  rmSync(scratch, { recursive: true });
}

/** The sources, as they would run in the handler. */
function load() {
  const outfile = join(scratch, 'transform.js');
  const contents = "export * from './config'; export * from './transform-batch';";
  buildSync({
    stdin: { contents, resolveDir: join(ROOT, 'lambda/transform') },
    ...{ outfile, bundle: true, minify: true, platform: 'node', target: 'node22', format: 'cjs', logLevel: 'error' },
  });
  return createRequire(import.meta.url)(outfile);
}

/** An event of a shop of some 900 bytes, as its bytes go: half of it text, with personal data in one of four. */
function event(index) {
  const isPersonal = index % 4 === 0;
  return {
    id: `0198c2a4-7b1e-7c3d-9f00-${String(index).padStart(12, '0')}`,
    type: 'order.placed',
    time: '2026-01-02T12:34:56.789Z',
    user: {
      id: `u-${index * 7919}`,
      name: 'Ann Example',
      email: `ann${index}@example.com`,
      address: { street: 'Long Street 12', city: 'Springfield', zip: '12345', country: 'US' },
    },
    payment: { holder: 'Ann Example', method: 'card', amount: 129.9, currency: 'EUR', approved: true },
    items: [
      { sku: 'SKU-1001', title: 'A very comfortable chair for the garden', quantity: 2, price: 49.95 },
      { sku: 'SKU-2002', title: 'Cushion, blue, washable at 40 degrees', quantity: 1, price: 30 },
    ],
    device: {
      userAgent:
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
      ip: `192.0.2.${index % 256}`,
      screen: { width: 1920, height: 1080 },
    },
    note: isPersonal
      ? 'Please call before noon, or write to bob@example.org; paid with 4111 1111 1111 1111.'
      : 'Leave it at the door, please, the bell has been out of order since Monday evening.',
  };
}

function roundTrip(records) {
  return records.map(({ recordId, data }) => ({
    recordId,
    result: 'Ok',
    data: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(data, 'base64').toString()))).toString('base64'),
  })).length;
}

/** Median CPU times in milliseconds, by name. */
function measure(runs) {
  const times = new Map(Object.keys(runs).map((name) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const before = process.cpuUsage();
      if (run() !== RECORDS) throw new Error(`${name} answered other than ${RECORDS} records`);
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) times.get(name).push((user + system) / 1_000);
    }
  }
  return [...times].map(([name, list]) => [name, list.sort((one, other) => one - other)[ROUNDS >> 1]]);
}

function print(results) {
  const [[, base]] = results;
  console.log(
    `Node ${process.versions.node}; ${RECORDS} records of ${JSON.stringify(event(0)).length} bytes; medians of ${ROUNDS}`,
  );
  for (const [name, time] of results) {
    const goal = GOALS[name];
    const met = goal === undefined ? '' : `  goal ${goal}: ${base / time >= goal ? 'met' : 'missed'}`;
    console.log(`${name.padEnd(32)} ${time.toFixed(2).padStart(7)} ms  ${(base / time).toFixed(2)}${met}`);
  }
}
