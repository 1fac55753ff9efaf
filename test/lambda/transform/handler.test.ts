import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { StepConfig } from '../../../lambda/transform/config';
import type { FirehoseAnswer } from '../../../lambda/transform/firehose-event';
import type { handler as Handler } from '../../../lambda/transform/handler';
import { firehoseEvent, textOf } from './records';

const HANDLER_FOLDER = join(__dirname, '../../../lambda/transform');
const KEY = 'a key of more than fourteen bytes';
const REQUIRED: StepConfig = { kind: 'validate', required: ['$.id'] };
const FLATTENED: StepConfig = { kind: 'flatten', separator: '.', arrays: 'keep', joinWith: ',' };
const KEYED: StepConfig = { kind: 'partition-keys', keys: [{ name: 'tenant', path: '$.tenant', otherwise: 'none' }] };

/** Reads of the secret, when the handler asks for it. */
const getSecretValue = jest.fn(async (_input: { readonly SecretId: string }) => ({ SecretString: KEY }));
const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  getSecretValue.mockClear();
  const take = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  for (const stream of [process.stdout, process.stderr]) jest.spyOn(stream, 'write').mockImplementation(take);
});

afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.TRANSFORM_CONFIG;
  delete process.env.TRANSFORM_SECRET;
});

/** The handler as a new copy of the function loads it. */
function load(config: object | string | undefined, secret?: string): typeof Handler {
  if (config !== undefined) {
    process.env.TRANSFORM_CONFIG = typeof config === 'string' ? config : JSON.stringify({ version: 1, ...config });
  }
  if (secret !== undefined) process.env.TRANSFORM_SECRET = secret;
  let loaded: typeof Handler | undefined;
  jest.isolateModules(() => {
    jest.doMock('../../../lambda/support/secrets-client', () => ({ secretsClient: () => ({ getSecretValue }) }));
    loaded = require('../../../lambda/transform/handler').handler;
  });
  if (loaded === undefined) throw new Error('the handler was not loaded');
  return loaded;
}

const results = ({ records }: FirehoseAnswer) => records.map(({ result }) => result);
const texts = ({ records }: FirehoseAnswer) => records.map((record) => textOf(record));
/** Entries of the log that have a member of this name. */
const logged = (name: string) =>
  lines
    .join('')
    .split('\n')
    .filter((line) => line.includes(`"${name}"`))
    .map((line) => JSON.parse(line));

test('events go through all steps, in their order, and each is answered by its id in its place', async () => {
  const handler = load({ steps: [REQUIRED, KEYED, FLATTENED] });
  const event = firehoseEvent([{ id: 1, tenant: 'a' }, { tenant: 'a' }, { id: 2, in: { deep: true } }, { id: 3 }]);
  const answer = await handler(event);
  expect(answer.records.map(({ recordId }) => recordId)).toEqual(event.records.map(({ recordId }) => recordId));
  expect(results(answer)).toEqual(['Ok', 'ProcessingFailed', 'Ok', 'Ok']);
  expect(texts(answer)).toEqual(['{"id":1,"tenant":"a"}', '{"tenant":"a"}', '{"id":2,"in.deep":true}', '{"id":3}']);
  const keys = answer.records.map((record) => (record.result === 'Ok' ? record.metadata?.partitionKeys : undefined));
  expect(keys).toEqual([{ tenant: 'a' }, undefined, { tenant: 'none' }, { tenant: 'none' }]);
});

test('what is no JSON fails with the bytes it came with, and nothing is dropped', async () => {
  const handler = load({ steps: [FLATTENED] });
  const event = firehoseEvent(['secret {', Buffer.from([0xff, 0xfe]), '{"a":{"b":1}}\n', '']);
  const answer = await handler(event);
  expect(results(answer)).toEqual(['ProcessingFailed', 'ProcessingFailed', 'Ok', 'ProcessingFailed']);
  expect(answer.records[0]?.data).toBe(event.records[0]?.data);
  expect(answer.records[1]?.data).toBe(event.records[1]?.data);
  expect(textOf(answer.records[2] ?? {})).toBe('{"a.b":1}\n');
});

test('a batch is counted, and each reason is told with the ids of its records and nothing of them', async () => {
  const handler = load({ steps: [REQUIRED] });
  const event = firehoseEvent(['sesame', '{"other":"sesame"}', '{"id":1}', 'sesame']);
  await handler(event);
  const ids = event.records.map(({ recordId }) => recordId);
  expect(logged('reason').filter(({ message }) => message === 'records failed')).toEqual([
    expect.objectContaining({ reason: 'not-json', count: 2, recordIds: [ids[0], ids[3]], invocationId: 'invoked123' }),
    expect.objectContaining({ count: 1, recordIds: [ids[1]], place: '$.id' }),
  ]);
  expect(logged('TransformedRecords')).toEqual([expect.objectContaining({ TransformedRecords: 1, FailedRecords: 3 })]);
  expect(lines.join('')).not.toContain('sesame');
});

test('an empty batch has an empty answer', async () => {
  expect(await load({ steps: [] })(firehoseEvent([]))).toEqual({ records: [] });
});

test('the key of HMACs is read once for all calls', async () => {
  const redact: StepConfig = { kind: 'redact', paths: ['$.email'], action: { kind: 'hmac' } };
  const handler = load({ steps: [redact], hmacKey: { ttl: 60_000 } }, 'arn:secret');
  expect(getSecretValue).not.toHaveBeenCalled();
  const answers = [
    await handler(firehoseEvent([{ email: 'a@b.c' }])),
    await handler(firehoseEvent([{ email: 'a@b.c' }])),
  ];
  const digest = createHmac('sha256', KEY).update('a@b.c').digest('hex');
  for (const answer of answers) expect(JSON.parse(texts(answer)[0] ?? '').email).toContain(digest);
  expect(getSecretValue).toHaveBeenCalledTimes(1);
  expect(getSecretValue).toHaveBeenCalledWith(expect.objectContaining({ SecretId: 'arn:secret' }));
});

test('a validator is read from the file that the configuration names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-validator-'));
  writeFileSync(join(folder, 'schema.js'), 'module.exports = (event) => event.n > 1;');
  const validator = relative(HANDLER_FOLDER, join(folder, 'schema.js'));
  const answer = await load({ steps: [{ kind: 'validate', validator }] })(firehoseEvent([{ n: 1 }, { n: 2 }]));
  expect(results(answer)).toEqual(['ProcessingFailed', 'Ok']);
  rmSync(folder, { recursive: true });
});

describe('every call fails, so that Firehose tries again and keeps the records,', () => {
  test.each<[string, object | string | undefined, string]>([
    ['without a configuration', undefined, 'TRANSFORM_CONFIG_UNREADABLE'],
    ['for a configuration that is no JSON', '{"version":', 'TRANSFORM_CONFIG_UNREADABLE'],
    ['for one of another version', '{"version":2,"steps":[]}', 'TRANSFORM_CONFIG_VERSION'],
    ['for a step of no known kind', { steps: [{ kind: 'translate' }] }, 'TRANSFORM_STEP_UNKNOWN'],
    ['for a step named as a member of every object', { steps: [{ kind: 'toString' }] }, 'TRANSFORM_STEP_UNKNOWN'],
    [
      'for an option that is illegal',
      { steps: [{ kind: 'redact', paths: ['$.a'], action: { kind: 'burn' } }] },
      'TRANSFORM_OPTION_INVALID',
    ],
  ])('%s', async (_, config, code) => {
    const handler = load(config);
    const event = firehoseEvent([{ id: 1 }]);
    for (const call of [1, 2]) {
      const failure: Error = await handler(event).then(
        () => new Error(`call ${call} was answered`),
        (error) => error,
      );
      expect(failure.message).toMatch(new RegExp(`^${code}: `));
    }
  });

  test('while the key cannot be read, and no longer', async () => {
    const redact: StepConfig = { kind: 'redact', paths: ['$.email'], action: { kind: 'hmac' } };
    const handler = load({ steps: [redact], hmacKey: { ttl: 60_000 } }, 'arn:secret');
    getSecretValue.mockRejectedValueOnce(new Error('Secrets Manager is away'));
    await expect(handler(firehoseEvent([{ email: 'a@b.c' }]))).rejects.toThrow();
    expect(results(await handler(firehoseEvent([{ email: 'a@b.c' }])))).toEqual(['Ok']);
  });
});
