import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, PutRecordsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { CommandIo } from '../../../cli/command';
import { main } from '../../../cli/main';
import { tailCommand } from '../../../cli/tail';
import { loadDeployment } from '../../../local/assembly';
import { type Running, start } from '../../../local/run';

import { captureIo } from '../../support/cli';

const MIDDLE = String(1n << 127n);

let folder: string;
let running: Running;
let client: KinesisClient;
let StreamName: string;
/** Tails that a failed test would leave behind. */
const begun: AbortController[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-tail-'));
  const deployment = loadDeployment(join(__dirname, '../../local/run/plain-template.yaml'));
  running = await start({ deployment, dataFolder: folder });
  const { endpoint, callers, services } = running;
  client = new KinesisClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: callers.operator ?? { accessKeyId: '', secretAccessKey: '' },
    requestHandler: new NodeHttpHandler(),
  });
  StreamName = services.kinesis.list()[0]?.definition.name ?? '';
});
afterEach(async () => {
  for (const controller of begun.splice(0)) controller.abort();
  client.destroy();
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

async function put(...records: { readonly key?: string; readonly data: string | Uint8Array }[]): Promise<void> {
  const Records = records.map(({ key = 'k', data }) => ({ PartitionKey: key, Data: Buffer.from(data as string) }));
  await client.send(new PutRecordsCommand({ StreamName, Records }));
}

interface Tail {
  readonly io: ReturnType<typeof captureIo>;
  /** Waits until so many lines are out. */
  lines(count: number): Promise<string[]>;
  end(): Promise<number>;
}

function tail(...argv: string[]): Tail {
  const io = captureIo('/');
  const controller = new AbortController();
  begun.push(controller);
  const given: CommandIo = { ...io, signal: controller.signal };
  const status = main([tailCommand], ['tail', '--data-dir', folder, ...argv], given);
  const lines = () => io.captured().stdout.split('\n').slice(0, -1);
  return {
    io,
    lines: async (count) => {
      for (let waited = 0; lines().length < count && waited < 10_000; waited += 20) await pause(20);
      return lines();
    },
    end: () => {
      controller.abort();
      return status;
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

test('prints a line a record, as it comes: time, shard, number, key and data, and at the end how many', async () => {
  const tailing = tail();
  await pause(600);
  await put({ key: 'a1', data: '{"a":1}' }, { key: 'b c', data: 'x\n\u001b[31m' }, { data: Buffer.from([255, 0]) });
  const lines = await tailing.lines(3);
  const status = await tailing.end();
  expect(lines.map((line) => line.split('  ').slice(3))).toEqual([
    ['a1', '{"a":1}'],
    ['"b c"', 'x\\n\\u001b[31m'],
    ['k', 'base64:/wA='],
  ]);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}shardId-000000000000 {2}\d{56} {2}/);
  expect([status, tailing.io.captured().stderr]).toEqual([
    0,
    expect.stringMatching(/^3 records of 1 shard in \d+ s\n$/),
  ]);
});

test('begins at the end, unless it is asked for all or for a time', async () => {
  await put({ data: 'old' });
  await pause(50);
  const time = new Date().toISOString();
  await pause(50);
  await put({ data: 'new' });
  const [latest, all, since] = [tail(), tail('--from', 'trim-horizon'), tail('--from', time)];
  await pause(600);
  await put({ data: 'next' });
  const dataOf = async (one: Tail, count: number) => (await one.lines(count)).map((line) => line.split('  ')[4]);
  expect(await dataOf(all, 3)).toEqual(['old', 'new', 'next']);
  expect(await dataOf(since, 2)).toEqual(['new', 'next']);
  expect(await dataOf(latest, 1)).toEqual(['next']);
  await Promise.all([latest.end(), all.end(), since.end()]);
});

test('gives JSON lines that hold every byte', async () => {
  await put({ key: 'a', data: '{"x":"é"}' }, { data: Buffer.from([255, 0]) });
  const tailing = tail('--from', 'trim-horizon', '--jsonl');
  const parsed = (await tailing.lines(2)).map((line) => JSON.parse(line));
  await tailing.end();
  expect(parsed).toMatchObject([
    { shardId: 'shardId-000000000000', partitionKey: 'a', data: '{"x":"é"}' },
    { dataBase64: '/wA=' },
  ]);
});

test('follows a shard into those it is split into, after what came before', async () => {
  const tailing = tail('--from', 'trim-horizon');
  await put({ data: '1' }, { data: '2' });
  await tailing.lines(2);
  const split = { StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: MIDDLE };
  await client.send(new SplitShardCommand(split));
  await put(...['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, data: key })));
  const lines = await tailing.lines(7);
  await tailing.end();
  expect(lines.slice(0, 2).map((line) => line.split('  ')[4])).toEqual(['1', '2']);
  expect(new Set(lines.slice(2).map((line) => line.split('  ')[1]))).toEqual(
    new Set(['shardId-000000000001', 'shardId-000000000002']),
  );
  expect(lines).toHaveLength(7);
  expect(tailing.io.captured().stderr).toMatch(/7 records of 3 shards/);
});

test('passes over nothing when what is asked for from the end is split before anything came', async () => {
  const tailing = tail();
  await pause(600);
  await client.send(
    new SplitShardCommand({ StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: MIDDLE }),
  );
  await put(...['a', 'b', 'c'].map((key) => ({ key, data: key })));
  expect(await tailing.lines(3)).toHaveLength(3);
  await tailing.end();
});

test('follows one shard alone, to its end', async () => {
  await put({ data: '1' });
  await client.send(
    new SplitShardCommand({ StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: MIDDLE }),
  );
  await put({ data: '2' });
  const tailing = tail('--from', 'trim-horizon', '--shard', 'shardId-000000000000');
  expect(await tailing.lines(1)).toHaveLength(1);
  for (let waited = 0; !tailing.io.captured().stderr.includes('1 record of 1 shard') && waited < 5_000; waited += 50) {
    await pause(50);
  }
  expect(tailing.io.captured().stderr).toMatch(/shardId-000000000000 is closed and read to its end/);
  expect(await tailing.end()).toBe(0);
});

test.each([
  ['a stream that is not there', ['nix'], 1, /Stream nix under account/],
  ['a shard that is not there', ['--shard', 'shardId-7'], 1, /no shard shardId-7, only shardId-000000000000/],
  ['a time that is none', ['--from', 'yesterday'], 2, /'--from' must be latest, trim-horizon or a time/],
  ['an endpoint without credentials', ['--endpoint', 'http://127.0.0.1:9'], 2, /set AWS_ACCESS_KEY_ID/],
  ['an endpoint that is none', ['--endpoint', 'here'], 2, /must be a URL/],
])('fails in one line for %s', async (_, argv, status, message) => {
  const io = captureIo('/');
  expect(await main([tailCommand], ['tail', '--data-dir', folder, ...argv], io)).toBe(status);
  expect(io.captured().stderr).toMatch(message);
  expect(io.captured().stderr.trim().split('\n')).toHaveLength(1);
});

test('fails in one line where nothing answers', async () => {
  const io = captureIo('/');
  const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S', AWS_REGION: 'us-east-1' };
  const argv = ['tail', '--data-dir', folder, '--endpoint', 'http://127.0.0.1:9'];
  expect(await main([tailCommand], argv, { ...io, env })).toBe(1);
  expect(io.captured().stderr).toMatch(/^sluice tail: nothing answers at http:\/\/127\.0\.0\.1:9 \(.+\)\n$/);
});
