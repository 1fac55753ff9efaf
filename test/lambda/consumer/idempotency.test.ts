import { processStream, type StreamOptions } from '../../../lambda/consumer';
import { servedTable, TABLE } from '../../local/dynamodb/table-fixture';
import { CLIENT } from '../../local/lambda/endpoint-fixture';
import { aggregated, batch, context, failing, sequenceNumber } from './batch-fixture';

const ENVIRONMENT = { ...process.env };

let served: Awaited<ReturnType<typeof servedTable>>;
beforeEach(async () => {
  served = await servedTable({ expiry: 'expiration' });
  process.env.AWS_REGION = CLIENT.region;
  process.env.AWS_ACCESS_KEY_ID = CLIENT.credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = CLIENT.credentials.secretAccessKey;
  process.env.AWS_ENDPOINT_URL = String(
    await served.client.config.endpoint?.().then(({ hostname, port }) => `http://${hostname}:${port}`),
  );
  process.env.CONSUMER_CONFIG = JSON.stringify({ version: 1, idempotency: { tableName: TABLE, expiresAfter: 3_600 } });
  for (const method of ['error', 'info', 'log', 'warn'] as const) jest.spyOn(console, method).mockReturnValue();
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...ENVIRONMENT };
  await served.close();
});

/** A function that notes what it handles, and throws for what is in `failing`. */
function consumer(options: StreamOptions = {}) {
  const handled: unknown[] = [];
  const refused = new Set<unknown>();
  const run = processStream((event) => {
    if (refused.has(event)) throw new Error('refused');
    handled.push(event);
  }, options);
  return { handled, refused, run };
}

test('an event that is delivered again is not handled again', async () => {
  const { handled, run } = consumer();
  expect(await run(batch('1', '2'), context())).toEqual(failing());
  expect(await run(batch('1', '2'), context())).toEqual(failing());
  expect(handled).toEqual([1, 2]);
});

test('one that failed is handled when it is delivered again, those beside it are not', async () => {
  const { handled, refused, run } = consumer({ parallel: true });
  refused.add(2);
  expect(await run(batch('1', '2', '3'), context())).toEqual(failing(2));
  refused.clear();
  expect(await run(batch('1', '2', '3'), context())).toEqual(failing());
  // At the same time: in whatever order.
  expect(handled.slice(0, 2).sort()).toEqual([1, 3]);
  expect(handled.slice(2)).toEqual([2]);
});

test('events of one aggregated record are told apart', async () => {
  const { handled, refused, run } = consumer({ parallel: true });
  const record = aggregated(['"a"', '"b"'].map((data) => ({ key: 'k', data: Buffer.from(data) })));
  refused.add('a');
  await run(batch(record), context());
  refused.clear();
  await run(batch(record), context());
  expect(handled).toEqual(['b', 'a']);
});

test('one that was sent twice is handled once, by an id of its own', async () => {
  const { handled, run } = consumer({ idempotencyKey: (event) => (event as { id?: string }).id });
  await run(batch('{"id":"x","n":1}', '{"id":"x","n":2}', '{"n":3}', '{"n":4}'), context());
  expect(handled).toEqual([{ id: 'x', n: 1 }, { n: 3 }, { n: 4 }]);
});

describe('one that another call is handling', () => {
  /** A call that handles event 1 until it is released. */
  function held(remaining: number) {
    let release = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    const answer = processStream(() => waiting)(batch('1'), context(remaining));
    return { answer, release };
  }
  const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  test('fails where there is no time to wait for it, and is delivered again', async () => {
    const { handled, run } = consumer();
    const { answer, release } = held(30_000);
    await soon(200);
    expect(await run(batch('1'), context(1_000))).toEqual(failing(1));
    release();
    expect(await answer).toEqual(failing());
    expect(handled).toEqual([]);
  });

  test('is waited for, and not handled again', async () => {
    const { handled, run } = consumer();
    const { answer, release } = held(30_000);
    await soon(200);
    const second = run(batch('1', '2'), context());
    await soon(300);
    release();
    expect(await second).toEqual(failing());
    expect(await answer).toEqual(failing());
    expect(handled).toEqual([2]);
  });

  test('is handled once that call’s time must be over: it crashed', async () => {
    const { handled, run } = consumer();
    const { answer, release } = held(1_200);
    await soon(200);
    expect(await run(batch('1'), context())).toEqual(failing());
    expect(handled).toEqual([1]);
    release();
    await answer;
  });
});

test('an event fails where the table cannot be used', async () => {
  process.env.CONSUMER_CONFIG = JSON.stringify({ version: 1, idempotency: { tableName: 'other', expiresAfter: 60 } });
  const { handled, run } = consumer();
  expect(await run(batch('1'), context())).toEqual(failing(1));
  expect(handled).toEqual([]);
});

test('an id that is empty counts as none', async () => {
  const { handled, run } = consumer({ idempotencyKey: () => '' });
  await run(batch('1', '2'), context());
  await run(batch('1', '2'), context());
  expect(handled).toEqual([1, 2]);
});

test('what is kept holds nothing of the event', async () => {
  const { run } = consumer({ idempotencyKey: () => 'alice@example.com' });
  await run(batch('"alice@example.com"'), context());
  const kept = JSON.stringify([...(served.table as unknown as { items: Map<string, unknown> }).items]);
  expect(kept).toMatch(/COMPLETED/);
  expect(kept).not.toMatch(/alice|example/);
  expect(kept).not.toContain(sequenceNumber(1));
});

test.each([
  ['no JSON', '{', 'CONSUMER_CONFIG_UNREADABLE'],
  ['another version', '{"version":2}', 'CONSUMER_CONFIG_VERSION'],
])('fails on a configuration of %s', (_, text, code) => {
  process.env.CONSUMER_CONFIG = text;
  expect(() => consumer()).toThrow(expect.objectContaining({ code }));
});
