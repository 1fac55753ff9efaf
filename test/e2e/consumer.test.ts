import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  ConsumerHandler,
  EventStream,
  IngestionApi,
  KinesisPutRecordsTarget,
  LambdaConsumer,
  type LambdaConsumerProps,
} from 'cdk-sluice';
import type { Local } from '../../local';
import { aggregated } from '../lambda/consumer/batch-fixture';
import { handlerFile } from '../lib/consumers/consumed';
import { type Edit, type RunningApp, runStack, withoutThrottles } from './pipeline-app';

/** Notes each event it handles; throws for those that are poison, and for others as often as they ask. */
const HANDLE = `
const { appendFileSync, readFileSync } = require('node:fs');
const { HANDLED, ATTEMPTS } = process.env;
exports.handle = async (event) => {
  if (event.poison) throw new Error('poison: ' + JSON.stringify(event));
  if (event.hang) await new Promise((resolve) => setTimeout(resolve, 60_000));
  appendFileSync(ATTEMPTS, event.id + '\\n');
  const attempts = readFileSync(ATTEMPTS, 'utf8').split('\\n').filter((id) => id === String(event.id)).length;
  if (attempts <= (event.crashes ?? 0)) process.exit(1);
  if (attempts <= (event.failures ?? 0)) throw new Error('not yet');
  appendFileSync(HANDLED, event.id + '\\n');
};`;

let folder: string;
let app: RunningApp | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-consumer-'));
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(folder, { recursive: true });
});

async function run(
  props: Partial<LambdaConsumerProps> = {},
  edit: Edit = () => {},
  timeout = Duration.seconds(20),
  own?: (stack: Stack) => ConsumerHandler,
) {
  const environment = { HANDLED: join(folder, 'handled'), ATTEMPTS: join(folder, 'attempts') };
  app = await runStack(
    (stack) => {
      const { stream } = new EventStream(stack, 'Events');
      new IngestionApi(stack, 'Api').addRoute('/events/batch', new KinesisPutRecordsTarget({ stream }));
      const handler = own?.(stack) ?? ConsumerHandler.fromFile(handlerFile(HANDLE), { environment, timeout });
      new LambdaConsumer(stack, 'Consumer', { stream, handler, ...props });
    },
    (resource) => {
      withoutThrottles(resource);
      edit(resource);
    },
  );
  return app.local;
}

function local(): Local {
  if (app === undefined) throw new Error('nothing runs');
  return app.local;
}

/** Sends events, all under one key; the answer is the number that were stored. */
async function send(...events: object[]): Promise<number> {
  const records = events.map((data) => ({ data, partitionKey: 'k' }));
  const answer = await local().request({ path: '/events/batch', body: { records } });
  const { failedRecordCount } = answer.json() as { failedRecordCount: number };
  return events.length - failedRecordCount;
}

function handled(): string[] {
  const path = join(folder, 'handled');
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
}

/** Ids of the events of records that were given up on, as they are in the bucket. */
async function givenUp(): Promise<{ condition: string; ids: unknown[] }[]> {
  const objects = await local().objects('aws/lambda/');
  return objects.map(({ body }) => {
    const { payload, requestContext } = JSON.parse(body.toString());
    const ids = JSON.parse(payload).Records.map(({ kinesis }: { kinesis: { data: string } }) => {
      return JSON.parse(Buffer.from(kinesis.data, 'base64').toString()).id;
    });
    return { condition: requestContext.condition, ids };
  });
}

function ids(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

test('every event that is accepted is handled once, in order', async () => {
  const running = await run();
  expect(await send(...ids(1, 120).map((id) => ({ id, text: 'Zoë 🦔' })))).toBe(120);
  await running.drained();
  expect(handled()).toEqual(ids(1, 120));
});

test('a poison record between good ones is given up on alone, whole, and the others are handled once', async () => {
  const running = await run({ retryAttempts: 2 });
  await send({ id: 1 }, { id: 2 }, { id: 'bad', poison: true, text: 'Zoë' }, { id: 3 }, { id: 4 }, { id: 5 });
  await running.drained();
  expect(handled()).toEqual(ids(1, 5));
  expect(await givenUp()).toEqual([{ condition: 'RetryAttemptsExhausted', ids: ['bad'] }]);
  expect(running.log.join('\n')).toContain('"reason":"handler"');
  expect(running.log.join('\n')).not.toMatch(/poison|Zoë/);
});

test('an event that fails for a while is handled in the end, before those after it', async () => {
  const running = await run();
  await send({ id: 1 }, { id: 2, failures: 3 }, { id: 3 });
  await running.drained();
  expect(handled()).toEqual(ids(1, 3));
  expect(await givenUp()).toEqual([]);
});

test('a half-failed put and a throttled shard: what is answered as stored is handled, and no more', async () => {
  const running = await run();
  running.faults.inject({ kind: 'fail-records', share: 0.5 });
  const stored = await send(...ids(1, 50).map((id) => ({ id })));
  running.faults.clear();
  running.faults.inject({ kind: 'throttle' });
  const throttled = await running.request({ path: '/events/batch', body: { records: [{ data: { id: 'no' } }] } });
  expect(throttled.status).toBe(429);
  running.faults.clear();
  await running.drained();
  expect(stored).toBe(25);
  expect(handled()).toHaveLength(25);
  expect(new Set(handled()).size).toBe(25);
});

test('events of an aggregated record are handled one by one, and not again when one of them fails', async () => {
  const running = await run({ retryAttempts: 1 });
  const parts = [{ id: 1 }, { id: 2 }, { id: 'bad', poison: true }, { id: 3 }];
  const record = aggregated(parts.map((part) => ({ key: 'k', data: Buffer.from(JSON.stringify(part)) })));
  const [stream] = running.services.kinesis.list();
  await stream?.put([{ partitionKey: 'k', data: record }]);
  await send({ id: 4 });
  await running.drained();
  // In order, the events behind the one that fails stay with it.
  expect(handled()).toEqual(['1', '2', '4']);
  const [object] = await running.objects('aws/lambda/');
  const { payload } = JSON.parse(object?.body.toString() ?? '');
  const [{ kinesis }] = JSON.parse(payload).Records;
  expect(Buffer.from(kinesis.data, 'base64').equals(record)).toBe(true);
});

test('a call that runs out of time is made again, and what was handled is not handled again', async () => {
  const running = await run({ retryAttempts: 0 }, undefined, Duration.seconds(2));
  await send({ id: 1 }, { id: 'slow', hang: true }, { id: 2 });
  await running.drained();
  expect(handled()).toEqual(['1', '2']);
  expect(await givenUp()).toEqual([{ condition: 'RetryAttemptsExhausted', ids: ['slow'] }]);
});

test('an event whose call crashed is handled when that call’s time is over, before its retries are', async () => {
  const running = await run({ retryAttempts: 2 }, undefined, Duration.seconds(4));
  await send({ id: 1 }, { id: 2, crashes: 1 }, { id: 3 });
  await running.drained();
  expect(handled()).toEqual(['1', '2', '3']);
  expect(await givenUp()).toEqual([]);
});

test('while the table fails nothing is handled, and nothing is lost', async () => {
  const running = await run({ retryAttempts: 1_000 });
  const end = running.faults.inject({ kind: 'service', service: 'dynamodb', how: 'deny' });
  await send({ id: 1 }, { id: 2 });
  await running.advance(3_000);
  expect(handled()).toEqual([]);
  expect(running.log.join('\n')).toContain('"reason":"idempotency"');
  end();
  await running.drained();
  expect(handled()).toEqual(['1', '2']);
});

test('a function of the team reads the stream by the same code', async () => {
  const code = mkdtempSync(join(tmpdir(), 'sluice-own-'));
  const library = resolve(__dirname, '../../dist/consumer/index.js');
  const own = `const { processStream } = require(${JSON.stringify(library)});
    const { appendFileSync } = require('node:fs');
    exports.handler = processStream((event) => appendFileSync(process.env.HANDLED, event.id + '\\n'), {
      idempotencyKey: (event) => event.key,
    });`;
  writeFileSync(join(code, 'index.js'), own);
  const handler = (stack: Stack) =>
    ConsumerHandler.fromFunction(
      new LambdaFunction(stack, 'Own', {
        ...{ code: Code.fromAsset(code), handler: 'index.handler', runtime: Runtime.NODEJS_24_X },
        ...{ timeout: Duration.seconds(20), environment: { HANDLED: join(folder, 'handled') } },
      }),
    );
  const running = await run({}, undefined, undefined, handler);
  await send({ id: 1, key: 'a' }, { id: 2, key: 'a' }, { id: 3, key: 'b' });
  await running.drained();
  expect(handled()).toEqual(['1', '3']);
});

test('with enhanced fan-out it reads the stream through its consumer', async () => {
  const running = await run({ enhancedFanOut: true });
  await send({ id: 1 });
  await running.drained();
  expect(handled()).toEqual(['1']);
});

test.each([
  ['read the stream', 'kinesis:GetRecords', /lacks kinesis:GetRecords/, []],
  ['use the table', 'dynamodb:PutItem', /"reason":"idempotency"/, []],
])('fails without the grant to %s', async (_, action, message, expected) => {
  const running = await run({ retryAttempts: 0 }, ({ Type, Properties }) => {
    if (Type !== 'AWS::IAM::Policy') return;
    for (const statement of Properties.PolicyDocument.Statement) {
      statement.Action = [statement.Action].flat().filter((one: string) => one !== action);
    }
  });
  await send({ id: 1 });
  await running.advance(5_000);
  expect(handled()).toEqual(expected);
  expect(running.log.join('\n')).toMatch(message);
});
