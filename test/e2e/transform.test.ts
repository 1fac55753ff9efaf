import { createHmac } from 'node:crypto';
import { Duration } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  DeliverySource,
  EventArchive,
  EventDelivery,
  EventStream,
  EventTransform,
  HmacKey,
  IngestionApi,
  JsonType,
  KinesisPutRecordsTarget,
  PersonalData,
  RedactAction,
  TransformStep,
} from 'cdk-sluice';
import type { Local } from '../../local';
import { type Edit, type RunningApp, runStack, withoutThrottles } from './pipeline-app';

const KEY = 'a key of more than fourteen bytes';

interface Options {
  readonly timeout?: Duration;
  readonly partitioned?: boolean;
  readonly retries?: number;
  readonly edit?: Edit;
}

let app: RunningApp | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** Stream, transform and archive, with a front door to put events in. */
async function run({ timeout, partitioned = false, retries = 1, edit = () => {} }: Options = {}): Promise<Local> {
  app = await runStack(
    (stack) => {
      const { stream } = new EventStream(stack, 'Events');
      new IngestionApi(stack, 'Api').addRoute('/events/batch', new KinesisPutRecordsTarget({ stream }));
      const key = HmacKey.fromSecret(new secretsmanager.Secret(stack, 'Key'));
      const transform = new EventTransform(stack, 'Transform', {
        timeout,
        steps: [
          TransformStep.validate({
            required: ['$.id'],
            types: { '$.id': JsonType.INTEGER },
            eventSchema: { properties: { level: { enum: ['info', 'error'] } } },
          }),
          TransformStep.redact({ paths: ['$.user.id'], action: RedactAction.hmac(key) }),
          TransformStep.redact({ personalData: [PersonalData.EMAIL, PersonalData.IP] }),
          TransformStep.normalize({ timestamps: [{ path: '$.at' }] }),
          TransformStep.flatten({ separator: '_' }),
          ...(partitioned ? [TransformStep.partitionKeys({ name: 'tenant', path: '$.tenant' })] : []),
        ],
      });
      const archive = new EventArchive(stack, 'Archive');
      const source = DeliverySource.stream(stream);
      new EventDelivery(stack, 'Delivery', { archive, source, transform, transformRetries: retries });
    },
    (resource) => {
      withoutThrottles(resource);
      edit(resource);
    },
    { secrets: { Key961B73FD: KEY } },
  );
  return app.local;
}

/** Puts events into the stream; all are accepted. */
async function send(local: Local, events: readonly unknown[]): Promise<void> {
  const records = events.map((data) => ({ data }));
  const answer = await local.request({ path: '/events/batch', body: { records } });
  expect(answer.json()).toMatchObject({ failedRecordCount: 0 });
}

async function stored(local: Local, prefix = 'events/'): Promise<any[]> {
  const lines = (await local.objects(prefix)).flatMap((object) => object.lines());
  return lines.map((line) => JSON.parse(line)).sort((one, other) => one.id - other.id);
}

/** Lines of error objects, with the source record of each. */
async function failures(local: Local): Promise<{ code: string; event: any }[]> {
  const lines = (await local.objects('errors/')).flatMap((object) => object.lines());
  return lines.map((line) => {
    const { errorCode, rawData } = JSON.parse(line);
    return { code: errorCode, event: JSON.parse(Buffer.from(rawData, 'base64').toString()) };
  });
}

const event = (id: number) => ({
  id,
  at: 1_767_355_200,
  user: { id: `u${id}`, contact: `write to ann${id}@example.com` },
  from: '192.0.2.7',
});

test('events land redacted, normalised and flat, and nothing of them is logged', async () => {
  const local = await run();
  await send(local, [event(1), event(2)]);
  await local.drained();
  const hmac = (text: string) => createHmac('sha256', KEY).update(text).digest('hex');
  expect(await stored(local)).toEqual(
    [1, 2].map((id) => ({
      id,
      at: '2026-01-02T12:00:00.000Z',
      user_id: hmac(`u${id}`),
      user_contact: 'write to [email]',
      from: '[ip]',
    })),
  );
  expect(await failures(local)).toEqual([]);
  expect(local.log.join('\n')).not.toMatch(/example\.com|192\.0\.2/);
});

test('poison records between good ones fail alone: what was accepted is stored, or among the errors', async () => {
  const local = await run();
  const poison = [
    { user: 1 },
    { id: 'x' },
    { id: 5, level: 'shouting' },
    { id: 6, at: 'noon' },
    { id: 7, a: { b: 1 }, a_b: 2 },
    'text',
    [1],
  ];
  const good = Array.from({ length: 60 }, (_, index) => event(100 + index));
  await send(local, [...good.slice(0, 30), ...poison, ...good.slice(30)]);
  await local.drained();
  expect((await stored(local)).map(({ id }) => id)).toEqual(good.map(({ id }) => id));
  const failed = await failures(local);
  expect(failed.map(({ event: source }) => JSON.stringify(source)).sort()).toEqual(
    poison.map((one) => JSON.stringify(one)).sort(),
  );
  expect(new Set(failed.map(({ code }) => code))).toEqual(new Set(['Lambda.ProcessingFailedStatus']));
  const log = local.log.join('\n');
  for (const reason of ['missing', 'type', 'schema', 'timestamp', 'collision'])
    expect(log).toContain(`"reason":"${reason}"`);
  expect(log).not.toMatch(/shouting|noon/);
});

test('partition keys lead events into their prefixes, and one without goes to the errors', async () => {
  const local = await run({ partitioned: true });
  await send(local, [
    { id: 1, tenant: 'acme' },
    { id: 2, tenant: 'umbrella' },
    { id: 3 },
    { id: 4, tenant: '../acme' },
  ]);
  await local.drained();
  expect(await stored(local, 'events/tenant=acme/')).toEqual([{ id: 1, tenant: 'acme' }]);
  expect(await stored(local, 'events/tenant=umbrella/')).toEqual([{ id: 2, tenant: 'umbrella' }]);
  expect((await failures(local)).map(({ event: { id } }) => id).sort()).toEqual([3, 4]);
});

describe.each(['fail', 'deny', 'slow'] as const)('while the secret is there for nobody (%s)', (how) => {
  test('nothing passes unredacted: all records are among the errors, and later ones are stored', async () => {
    const local = await run();
    const restore = local.faults.inject({ kind: 'service', service: 'secretsmanager', how, delay: 3_000 });
    await send(local, [event(1), event(2)]);
    await local.drained();
    restore();
    expect(await stored(local)).toEqual([]);
    expect((await failures(local)).map(({ code }) => code)).toEqual(Array(2).fill('Lambda.FunctionError'));
    expect(local.log.join('\n')).toContain('SecretError');
    await send(local, [event(3)]);
    await local.drained();
    expect((await stored(local)).map(({ id }) => id)).toEqual([3]);
  }, 60_000);
});

test('a call that fails is made again, and its records are stored once', async () => {
  const local = await run({ retries: 5 });
  local.faults.inject({ kind: 'service', service: 'secretsmanager', how: 'fail' }, 4_000);
  await send(local, [event(1)]);
  await local.drained();
  expect((await stored(local)).map(({ id }) => id)).toEqual([1]);
  expect(await failures(local)).toEqual([]);
  expect(local.log.join('\n')).toContain('SecretError');
}, 60_000);

test('a call that runs out of time is made again, and its records are among the errors in the end', async () => {
  const local = await run({ timeout: Duration.seconds(1) });
  const restore = local.faults.inject({ kind: 'service', service: 'secretsmanager', how: 'slow', delay: 5_000 });
  await send(local, [event(1)]);
  await local.drained();
  restore();
  expect(await stored(local)).toEqual([]);
  expect(await failures(local)).toEqual([{ code: 'Lambda.FunctionTimedOut', event: event(1) }]);
}, 60_000);

test('without its grant the function reads no key, and nothing passes', async () => {
  const local = await run({
    edit: ({ Type, Properties }) => {
      if (Type !== 'AWS::IAM::Policy') return;
      const { PolicyDocument } = Properties;
      PolicyDocument.Statement = PolicyDocument.Statement.filter(
        ({ Action }: { Action: unknown }) => Action !== 'secretsmanager:GetSecretValue',
      );
    },
  });
  await send(local, [event(1)]);
  await local.drained();
  expect(await stored(local)).toEqual([]);
  expect(await failures(local)).toHaveLength(1);
});
