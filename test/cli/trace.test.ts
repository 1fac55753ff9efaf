import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../cli/main';
import { traceCommand } from '../../cli/trace';
import { drain } from '../../local/runtime';
import { type RunningReference, runReference } from '../local/run/reference';
import { captureIo } from '../support/cli';

let folder: string;
let reference: RunningReference;
let services: RunningReference['running']['services'];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-trace-'));
  reference = await runReference({ dataFolder: folder, speed: 60, behind: 'services' });
  ({ services } = reference.running);
});
// The last test has closed it.
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Delivers what was sent so far. */
async function deliver(): Promise<void> {
  await drain(services, () => new Promise((resolve) => setTimeout(() => resolve(true), 50)));
}

/** Sends, and gives the answer's ids and body. */
async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const request = { method: 'POST', path: `/${reference.stage}${path}`, body, headers };
  const signed = reference.signed({ ...request, headers: { 'content-type': 'application/json', ...headers } });
  const response = await fetch(`http://127.0.0.1:${reference.port}${request.path}`, { ...request, headers: signed });
  return {
    id: response.headers.get('x-amzn-requestid') ?? '',
    status: response.status,
    body: (await response.json()) as any,
  };
}

async function trace(...argv: string[]) {
  const io = captureIo(folder);
  const status = await main([traceCommand], ['trace', ...argv, '--data-dir', folder], io);
  return { status, ...io.captured() };
}

test('an event is shown from its request to its line, by request id and by sequence number', async () => {
  await post('/events', '{"n":0}');
  const { id, body } = await post('/events', '{"n":1}', { 'X-Partition-Key': 'a1' });
  const before = await trace(id);
  expect(before.stdout).toMatch(/delivery .*: (buffered, due in \d s|not delivered yet)/);
  while (services.firehose.pending < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  expect((await trace(id)).stdout).toMatch(/delivery .*: buffered, due in \d s at the latest/);
  await deliver();
  const { stdout, status } = await trace(id);
  expect(status).toBe(0);
  expect(stdout).toContain(`request    ${id}`);
  expect(stdout).toContain('x-partition-key: a1');
  expect(stdout).toContain(`"PartitionKey":"a1","Data":"${Buffer.from('{"n":1}').toString('base64')}"`);
  expect(stdout).toContain(`sequence number ${body.sequenceNumber}`);
  expect(stdout).toMatch(/batch of 2 records, 16 bytes/);
  expect(stdout).toContain('line 2 of 2: {"n":1}');
  expect((await trace(body.sequenceNumber)).stdout).toBe(stdout);
  const path = /^ {4}(s3\/\S+)$/m.exec(stdout)?.[1] ?? '';
  expect(readFileSync(join(folder, path)).length).toBeGreaterThan(0);
});

test('nothing that proves who calls is kept', async () => {
  const { id } = await post('/events', '{"n":1}', { 'x-api-key': 'the-key', cookie: 'the-cookie' });
  await trace(id);
  const kept = readdirSync(join(folder, 'trace')).map((name) => readFileSync(join(folder, 'trace', name), 'latin1'));
  expect(kept.join('')).toContain(id);
  expect(kept.join('')).not.toMatch(/the-key|the-cookie|Signature|AKIA/);
});

test('every record of a batch is shown, those put to a delivery directly too', async () => {
  await deliver();
  const records = JSON.stringify({ records: [{ data: { n: 1 } }, { data: { n: 2 } }] });
  const events = await post('/events/batch', records);
  const archive = await post('/archive/batch', records);
  await deliver();
  for (const { id } of [events, archive]) {
    const { stdout } = await trace(id);
    expect(stdout.match(/^record \d of 2 /gm)).toHaveLength(2);
    expect(stdout).toContain('line 1 of 2: {"n":1}');
    expect(stdout).toContain('line 2 of 2: {"n":2}');
  }
  const { stdout } = await trace(archive.body.records[1].recordId);
  expect(stdout).toContain('line 2 of 2: {"n":2}');
  expect(stdout).not.toContain('line 1 of 2');
});

test('what a function put for a request is shown by its sequence number', async () => {
  const { body } = await post('/proxy/events', '{"n":7}');
  await deliver();
  const { stdout } = await trace(body.sequenceNumber);
  expect(stdout).toMatch(/^template {3}lambda /m);
  expect(stdout).toContain(`sequence number ${body.sequenceNumber}\n`);
  expect(stdout).toMatch(/line \d of \d: .*"event":\{"n":7\}/);
});

test('a request that was refused is shown with the reason, by the id in its error too', async () => {
  const { id, status, body } = await post('/events', '{"n":');
  expect(status).toBe(400);
  const { stdout } = await trace(id);
  expect(stdout).toMatch(/^answer {5}400 after \d+ ms, by the gateway: /m);
  expect(stdout).not.toContain('\nrecord');
  expect((await trace(body.error.requestId)).stdout).toBe(stdout);
});

test('an id that begins with a dash is an id', async () => {
  const { stderr } = await trace('-8Sg-bnEY91hWGs=');
  expect(stderr).toContain("nothing is known of '-8Sg-bnEY91hWGs='");
});

test('fails on an id that is not known, and says how far it looked', async () => {
  const { status, stderr } = await trace('nobody');
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^sluice trace: nothing is known of 'nobody': \d+ requests were looked through, back to 20\S+\n$/,
  );
});

test.each([
  ['no id', [], /name an id/],
  ['a folder that is not there', ['x', '--data-dir', 'none'], /there is no data folder .*none/],
])('fails in one line for %s', async (_, argv, message) => {
  const io = captureIo(folder);
  expect(await main([traceCommand], ['trace', ...argv], io)).toBe(2);
  expect(io.captured().stderr).toMatch(message);
});

test('it works when nothing runs any more', async () => {
  const { id } = await post('/archive', '{"n":1}');
  await reference.close();
  const { stdout } = await trace(id);
  expect(stdout).toContain('line 1 of 1: {"n":1}');
});
