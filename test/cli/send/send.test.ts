import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReference } from '../../local/run/reference';
import { countsOf, FrontDoor, type Reply, send } from './send-fixture';

const OK: Reply = () => ({ status: 200, body: { shardId: 'shardId-000000000000', sequenceNumber: '1' } });
const THROTTLED = { errorCode: 'Throttled', errorMessage: 'Too many requests' };
const STORED = { shardId: 'shardId-000000000000', sequenceNumber: '1' };

let door: FrontDoor;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-send-'));
});
afterEach(() => {
  door?.close();
  rmSync(folder, { recursive: true });
});

async function open(reply: Reply): Promise<void> {
  door = await FrontDoor.open(reply);
}

describe('lines', () => {
  test('are sent byte for byte, in their order, blank ones left out, the last one with or without an end', async () => {
    await open(OK);
    const input = '\ufeff{"a": 1}\r\n\n  \n{ "b":"é" }\n{"c":1.50}';
    const { status, stdout } = await send([door.url, '--file', '-', '--concurrency', '1'], { input });
    expect(status).toBe(0);
    expect(door.received.map(({ body }) => body)).toEqual(['{"a": 1}', '{ "b":"é" }', '{"c":1.50}']);
    expect(door.received[0]?.path).toBe('/v1/events');
    expect(countsOf(stdout)).toEqual({ accepted: 3, throttled: 0, refused: 0, unanswered: 0 });
  });

  test('of a file are sent in batches as they stand there', async () => {
    await open(({ body }) => ({ status: 200, body: { records: JSON.parse(body).records.map(() => STORED) } }));
    writeFileSync(join(folder, 'events.jsonl'), '{"n":1.0,"k":"a"}\n{"n":2,"k":"b c"}\n{"n":3}\n');
    const argv = [door.url, '--file', 'events.jsonl', '--batch', '2', '--key', '.k'];
    const { status } = await send(argv, { cwd: folder });
    expect(status).toBe(0);
    expect(door.received.map(({ path, body }) => [path, body])).toEqual([
      [
        '/v1/events/batch',
        '{"records":[{"data":{"n":1.0,"k":"a"},"partitionKey":"a"},{"data":{"n":2,"k":"b c"},"partitionKey":"b c"}]}',
      ],
      ['/v1/events/batch', '{"records":[{"data":{"n":3}}]}'],
    ]);
  });

  test('have the key that is given, in a header', async () => {
    await open(OK);
    await send([door.url, '--file', '-', '--key', '.id'], { input: '{"id":7}\n{"x":1}\n' });
    const keys = door.received.map(({ headers }) => headers['x-partition-key']);
    expect(keys.sort()).toEqual(['7', undefined].sort());
  });

  test.each([
    ['no JSON', '{"a":1}\n{"a":\n{"a":3}\n', [], /^sluice send: standard input:2: not JSON/m],
    ['no UTF-8', '{"a":1}\n"\xff"\n', [], /standard input:2: not UTF-8/],
    ['a key for no header', '{"a":1}\n{"k":"é"}\n', ['--key', '.k'], /standard input:2: the key "é" cannot travel/],
    ['a key too long', `{"a":1}\n{"k":"${'x'.repeat(257)}"}\n`, ['--key', '.k'], /:2: .*256 characters, got 257/],
  ])('fail at the first one with %s, once those before are sent', async (_, input, more, message) => {
    await open(OK);
    const bytes = _ === 'no UTF-8' ? Buffer.from(input, 'latin1') : Buffer.from(input);
    writeFileSync(join(folder, 'in'), bytes);
    const argv = ['--file', 'in', ...more];
    const { status, stdout, stderr } = await send([door.url, ...argv], { cwd: folder });
    expect(status).toBe(1);
    expect(stderr.replace('in:', 'standard input:')).toMatch(message);
    expect(stderr).toContain('nothing from there on was sent');
    expect(countsOf(stdout).accepted).toBe(1);
  });

  test('before a bad one are sent though their batch is not full', async () => {
    await open(({ body }) => ({ status: 200, body: { records: JSON.parse(body).records.map(() => STORED) } }));
    const { status, stdout } = await send([door.url, '--file', '-', '--batch', '10'], { input: '1\n2\nx\n4\n' });
    expect([status, countsOf(stdout).accepted]).toEqual([1, 2]);
  });
});

describe('the summary', () => {
  test('counts each event once, by what became of it, with the reasons', async () => {
    await open((_, number) => {
      if (number % 4 === 1) return { status: 200 };
      if (number % 4 === 2)
        return {
          status: 429,
          headers: { 'Retry-After': '1' },
          body: { error: { code: 'Throttled', message: 'slow' } },
        };
      if (number % 4 === 3) return { status: 403, body: { error: { code: 'Forbidden', message: 'no' } } };
      return undefined;
    });
    const { status, stdout } = await send([door.url, '--generate', '40', '--concurrency', '1']);
    expect(status).toBe(1);
    expect(countsOf(stdout)).toEqual({ accepted: 10, throttled: 10, refused: 10, unanswered: 10 });
    expect(stdout).toMatch(/refused +10 {2}403 Forbidden: no$/m);
    expect(stdout).toMatch(/unanswered +10 {2}no answer \(ECONNRESET\)$/m);
    expect(stdout).toMatch(/^Latency of 30 answers: p50 .+, p95 .+, p99 .+, max .+$/m);
    expect(stdout).toContain('What got no answer may have been stored nevertheless');
  });

  test('names where the events went, without what proves who sent them', async () => {
    await open(OK);
    const url = `${door.url.replace('//', '//me:pass@')}?sig=signed`;
    const { stdout } = await send([url, '--generate', '1']);
    expect(stdout).toContain(`1 requests to ${door.url}/events, `);
    expect(stdout).not.toMatch(/pass|signed/);
    expect(door.received[0]?.path).toBe('/v1/events?sig=signed');
  });

  test('counts the records of a batch one by one', async () => {
    await open(() => ({
      status: 207,
      body: { failedRecordCount: 2, records: [STORED, THROTTLED, { errorCode: 'TargetUnavailable' }] },
    }));
    const { status, stdout } = await send([door.url, '--generate', '3', '--batch', '3']);
    expect([status, countsOf(stdout)]).toEqual([1, { accepted: 1, throttled: 1, refused: 1, unanswered: 0 }]);
  });

  test('calls a batch refused whose answer has not a result for each record', async () => {
    await open(() => ({ status: 200, body: { records: [STORED] } }));
    const { stdout } = await send([door.url, '--generate', '2', '--batch', '2']);
    expect(stdout).toMatch(/refused +2 {2}200: the answer has 1 results for 2 events/);
  });
});

describe('a throttle', () => {
  test('is counted, and the event not sent again', async () => {
    await open(() => ({ status: 429, headers: { 'Retry-After': '1' } }));
    const { stdout } = await send([door.url, '--generate', '2']);
    expect([door.received.length, countsOf(stdout).throttled]).toEqual([2, 2]);
  });

  test('of some records makes those be sent again alone, where that is asked for', async () => {
    await open(({ body }, number) => {
      const { records } = JSON.parse(body);
      const results = records.map((_: unknown, index: number) => (number === 1 && index > 0 ? THROTTLED : STORED));
      return { status: number === 1 ? 207 : 200, body: { records: results } };
    });
    const { status, stdout } = await send([door.url, '--generate', '3', '--batch', '3', '--retry']);
    expect([status, countsOf(stdout).accepted]).toEqual([0, 3]);
    expect(stdout).toContain('Sent again after a throttle: 2');
    const [first, second] = door.received.map(({ body }) => JSON.parse(body).records);
    expect(second).toEqual(first.slice(1));
  });

  test('by a quota that is used up is not waited out', async () => {
    await open(() => ({ status: 429, body: { error: { code: 'QuotaExceeded', message: 'used up' } } }));
    const { stdout } = await send([door.url, '--generate', '2', '--retry']);
    expect([door.received.length, countsOf(stdout).throttled]).toEqual([2, 2]);
  });
});

test('a rate is kept by the clock, whatever the answers take', async () => {
  await open(OK);
  const started = performance.now();
  const { status } = await send([door.url, '--generate', '60', '--rate', '100']);
  expect(status).toBe(0);
  expect(performance.now() - started).toBeGreaterThan(585);
});

test('Ctrl-C ends it with what was done so far, and says so', async () => {
  await open(OK);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 200);
  const result = await send([door.url, '--generate', '1000000', '--rate', '50'], { signal: controller.signal });
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('stopped; the rest of the generator was not sent');
  expect(countsOf(result.stdout).accepted).toBe(door.received.length);
});

test('it gives up where nobody listens', async () => {
  await open(OK);
  const { url } = door;
  door.close();
  const { status, stdout, stderr } = await send([url, '--generate', '1000000']);
  expect(status).toBe(1);
  expect(stderr).toContain('nobody listens there');
  expect(countsOf(stdout).unanswered).toBeLessThan(200);
});

describe('requests', () => {
  test('to AWS are signed with the credentials of the environment, session token included', async () => {
    await open(OK);
    const env = {
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      AWS_REGION: 'eu-west-1',
    };
    await send([door.url, '--generate', '1'], { env });
    const headers = door.received[0]?.headers;
    expect(headers?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d+\/eu-west-1\/execute-api\//);
    expect(headers?.['x-amz-security-token']).toBe('session');
  });

  test('carry an API key and a token, and are not signed beside a token', async () => {
    await open(OK);
    const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S', AWS_REGION: 'eu-west-1' };
    await send([door.url, '--generate', '1', '--api-key', 'k', '--token', 'Bearer t'], { env });
    expect(door.received[0]?.headers).toMatchObject({ 'x-api-key': 'k', authorization: 'Bearer t' });
  });

  test('go to the run of the data folder, signed as its local caller', async () => {
    const reference = await runReference({ dataFolder: folder });
    const { status, stdout } = await send(['--data-dir', folder, '--generate', '20', '--batch', '10']);
    const operator = await send(['--data-dir', folder, '--generate', '1', '--profile', 'operator']);
    const elsewhere = await send(['--data-dir', folder, '--generate', '1', '--route', '/nowhere']);
    await reference.close();
    expect([status, countsOf(stdout).accepted]).toEqual([0, 20]);
    expect(operator.stdout).toMatch(/refused +1 {2}403 Forbidden/);
    expect(elsewhere.stderr).toMatch(/there is no route POST \/nowhere, only .*\/events\/batch/);
  });
});

test('fails without repeating a key in the place of the URL', async () => {
  const { status, stderr } = await send(['wJalrXUtnFEMI', '--generate', '1']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^sluice send: the URL must be that of a stage.*\n$/);
  expect(stderr).not.toContain('wJalr');
});

test.each([
  ['no input', ['http://127.0.0.1:1/v1'], /one of '--file FILE'/],
  ['two inputs', ['http://127.0.0.1:1/v1', '--file', '-', '--generate', '1'], /one of '--file FILE'/],
  ['a file that is not there', ['http://127.0.0.1:1/v1', '--file', 'none'], /cannot read 'none'/],
  ['a folder as file', ['http://127.0.0.1:1/v1', '--file', '.'], /cannot read '\.': it is a folder/],
  ['no run', ['--generate', '1'], /nothing runs on .*\.sluice/],
  ['no URL', ['localhost', '--generate', '1'], /must be that of a stage/],
  [
    'a rate that is none',
    ['http://127.0.0.1:1/v1', '--generate', '1', '--rate', '0'],
    /'--rate' must be a number above 0/,
  ],
  ['a batch too large', ['http://127.0.0.1:1/v1', '--generate', '1', '--batch', '501'], /from 1 to 500, got '501'/],
  [
    'a batch route without its size',
    ['http://127.0.0.1:1/v1', '--generate', '1', '--route', '/e/batch'],
    /'--batch N'/,
  ],
  [
    'a caller without a file of callers',
    ['http://127.0.0.1:1/v1', '--generate', '1', '--profile', 'x'],
    /callers\.json/,
  ],
])('fails in one line for %s', async (_, argv, message) => {
  const { status, stderr } = await send(argv, { cwd: folder });
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
