import type { Stack } from 'aws-cdk-lib';
import { DeliverySource, Enrichment, EventArchive, EventDelivery, IngestionApi, LambdaProxyTarget } from 'cdk-sluice';
import * as fc from 'fast-check';
import type { Local, LocalRequest } from '../../local';
import { type Edit, type RunningApp, runPipeline, runReferenceApp, runStack, withoutThrottles } from './pipeline-app';

const JSON_BODY = { 'Content-Type': 'application/json' };

/** The time a function has for a request, in seconds, so that what fails is given up soon. */
const within =
  (seconds: number): Edit =>
  (resource) => {
    withoutThrottles(resource);
    const { Type, Properties } = resource;
    if (Type === 'AWS::Lambda::Function' && Properties.Environment?.Variables?.PRODUCER_CONFIG !== undefined) {
      Properties.Timeout = seconds;
    }
  };

const batchOf = (count: number): LocalRequest => ({
  path: '/proxy/events/batch',
  body: { records: Array.from({ length: count }, (_, id) => ({ data: { id }, partitionKey: `key ${id}\n€😀` })) },
});

/** Ids of events, out of their envelopes. */
const idsIn = (events: ReturnType<Local['events']>): number[] =>
  events.map(({ data }) => JSON.parse(data.toString()).event.id);

describe('the proxy routes of the reference app', () => {
  let app: RunningApp;
  let local: Local;

  beforeAll(async () => {
    app = await runReferenceApp(within(2));
    local = app.local;
  });
  beforeEach(() => local.advance(1_000));
  afterEach(() => local.faults.clear());
  afterAll(() => app.close());

  test('store an event in its envelope, and answer where', async () => {
    const answer = await local.request({
      path: '/proxy/events',
      body: '{ "id" : 1.10, "text":"a \\"b\\" \\u20ac",\n\t"big":12345678901234567890 }',
      headers: { ...JSON_BODY, 'x-PARTITION-key': 'a "key" \\ $x #end' },
    });
    const stored = local.events().at(-1);
    expect([answer.status, answer.json()]).toEqual([
      200,
      { shardId: 'shardId-000000000000', sequenceNumber: stored?.sequenceNumber },
    ]);
    expect(stored?.partitionKey).toBe('a "key" \\ $x #end');
    const text = stored?.data.toString() ?? '';
    expect(text).toMatch(/,"event":\{"id":1\.10,"text":"a \\"b\\" \\u20ac","big":12345678901234567890\}\}$/);
    expect(JSON.parse(text).meta).toEqual({
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      requestId: expect.stringMatching(/./),
      source: '127.0.0.1',
      principal: expect.stringMatching(/^arn:aws:iam::\d{12}:/),
      schemaVersion: null,
    });
  });

  test('store every record of a batch in order, each with its key, and answer for each', async () => {
    const before = local.events().length;
    const answer = await local.request(batchOf(500));
    expect(answer.status).toBe(200);
    const events = local.events().slice(before);
    expect(answer.json()).toEqual({
      failedRecordCount: 0,
      records: events.map(({ shardId, sequenceNumber }) => ({ shardId, sequenceNumber })),
    });
    expect(events.map(({ partitionKey }) => partitionKey)).toEqual(events.map((_, id) => `key ${id}\n€😀`));
    expect(events.map(({ data }) => JSON.parse(data.toString()).event.id)).toEqual(events.map((_, id) => id));
  });

  test('spread what has no key by the id of the request', async () => {
    const before = local.events().length;
    await local.request({ path: '/proxy/events', body: '{"id":1}', headers: { ...JSON_BODY, 'X-Partition-Key': '' } });
    await local.request({
      path: '/proxy/events/batch',
      body: { records: [{ data: 1, partitionKey: '' }, { data: 2 }] },
    });
    const events = local.events().slice(before);
    const [one, ...batch] = events.map(({ data }) => JSON.parse(data.toString()).meta.requestId);
    expect(events.map(({ partitionKey }) => partitionKey)).toEqual([one, `${batch[0]}-0`, `${batch[0]}-1`]);
  });

  describe('answer as the routes without a function', () => {
    const requests: [string, Partial<LocalRequest>, string?][] = [
      ['what is not JSON', { body: '{"id":' }],
      ['nothing at all', { body: '' }],
      ['an event that is no object', { body: '[1]' }],
      ['an empty event', { body: '{}' }],
      ['an event after a byte-order mark', { body: '\ufeff{"id":1}' }],
      ['an event with bytes that are no UTF-8', { body: Buffer.from('7b226964223aff7d', 'hex') }],
      ['an event that is too large', { body: { text: 'x'.repeat(1_100_000) } }],
      ['a key of 257 characters', { body: '{"id":1}', headers: { ...JSON_BODY, 'X-Partition-Key': 'k'.repeat(257) } }],
      ['another content type', { body: '{"id":1}', headers: { 'Content-Type': 'text/plain' } }],
      ['a longer content type', { body: '{"id":1}', headers: { 'Content-Type': 'application/json+x' } }],
      ['a call without signature', { body: '{"id":1}', signed: false }],
      ['another verb', { body: '{"id":1}', method: 'PUT' }],
      ['a batch without records', { body: '{"events":[]}' }, '/batch'],
      ['records that are no array', { body: '{"records":{}}' }, '/batch'],
      ['a record without data', { body: '{"records":[{"data":1},{}]}' }, '/batch'],
      ['a record with null', { body: '{"records":[{"data":null}]}' }, '/batch'],
      ['a key that is no text', { body: '{"records":[{"data":1,"partitionKey":7}]}' }, '/batch'],
      ['an empty batch', { body: '{"records":[]}' }, '/batch'],
      ['more than 500 records', { body: { records: Array(501).fill({ data: 1 }) } }, '/batch'],
      ['a record that is too large', { body: { records: [{ data: 1 }, { data: 'x'.repeat(1_100_000) }] } }, '/batch'],
      [
        'a key of a record that is too long',
        { body: { records: [{ data: 1, partitionKey: 'k'.repeat(257) }] } },
        '/batch',
      ],
    ];
    test.each(requests)('to %s', async (_, request, suffix = '') => {
      const before = local.events().length;
      const told = [];
      for (const route of ['/events', '/proxy/events']) {
        const answer = await local.request({ ...request, path: `${route}${suffix}` });
        const { error } = answer.json() as { error: { requestId?: string } };
        expect(error.requestId).toMatch(/./);
        told.push([answer.status, answer.headers['content-type'], { ...error, requestId: '' }]);
      }
      expect(told[1]).toEqual(told[0]);
      expect(told[0]?.[0]).toBeGreaterThanOrEqual(400);
      expect(local.events()).toHaveLength(before);
    });

    test('to a type with parameters, in any letter case, and to none', async () => {
      const typed: LocalRequest['headers'][] = [
        { 'Content-Type': 'Application/JSON; charset=utf-8' },
        { 'X-Other': '1' },
      ];
      for (const headers of typed) {
        for (const path of ['/events', '/proxy/events']) {
          expect((await local.request({ path, body: '{"id":1}', headers })).status).toBe(200);
        }
      }
    });
  });

  test('fail a body over what Lambda takes with 413', async () => {
    const answer = await local.request({ path: '/proxy/events', body: Buffer.alloc(6_300_000, 0x20) });
    expect([answer.status, answer.json()]).toMatchObject([413, { error: { code: 'RequestTooLarge' } }]);
  });

  test('fail an event while its shard is throttled, once its time is up', async () => {
    local.faults.inject({ kind: 'throttle' });
    const answer = await local.request({ path: '/proxy/events', body: '{"id":1}' });
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '1']);
    expect(answer.json()).toMatchObject({ error: { code: 'Throttled' } });
    const batch = await local.request(batchOf(3));
    expect([batch.status, batch.headers['retry-after']]).toEqual([429, '1']);
    expect(batch.json()).toMatchObject({ failedRecordCount: 3, records: Array(3).fill({ errorCode: 'Throttled' }) });
  });

  test('store an event whose shard was throttled for a moment', async () => {
    const lift = local.faults.inject({ kind: 'throttle' });
    setTimeout(lift, 300);
    expect((await local.request({ path: '/proxy/events', body: '{"id":1}' })).status).toBe(200);
  });

  test('store every record of a batch of which each request fails a fifth', async () => {
    local.faults.inject({ kind: 'fail-records', share: 0.2 });
    const before = local.events().length;
    const answer = await local.request(batchOf(100));
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ failedRecordCount: 0 });
    const stored = idsIn(local.events().slice(before));
    expect(stored.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, id) => id));
  });

  test.each([
    ['fail', 503, 'TargetUnavailable'],
    ['deny', 502, 'TargetUnavailable'],
    ['slow', 504, 'TargetTimeout'],
  ] as const)('fail when the service is made to %s', async (how, status, code) => {
    local.faults.inject({ kind: 'service', service: 'kinesis', how });
    const answer = await local.request({ path: '/proxy/events', body: '{"id":1}' });
    expect([answer.status, answer.json()]).toMatchObject([status, { error: { code } }]);
    expect(answer.text()).not.toMatch(/arn:|\d{12}/);
    const batch = await local.request(batchOf(2));
    expect(batch.status).toBe(status);
    expect(batch.text()).toContain(`"${code}"`);
  });

  test('write nothing of an event to the log', async () => {
    local.faults.inject({ kind: 'fail-records', share: 1 });
    const body = '{"secret":"sesame-4711"}';
    await local.request({ path: '/proxy/events', body, headers: { ...JSON_BODY, 'X-Partition-Key': 'sesame-4712' } });
    await local.request({ path: '/proxy/events', body: `[${body}` });
    const log = local.log.join('\n');
    expect(log).toContain('events were not stored');
    expect(log).toContain('a request was refused');
    expect(log).not.toMatch(/sesame/);
  });
});

test('what is accepted is stored or answered as failed, to the record, whatever fails', async () => {
  const app = await runReferenceApp(within(3));
  const { local } = app;
  const accepted: number[] = [];
  const refused: number[] = [];
  let next = 0;
  const send = async (count: number) => {
    const ids = Array.from({ length: count }, () => next++);
    const body = { records: ids.map((id) => ({ data: { id } })) };
    const answer = await local.request({ path: '/proxy/events/batch', body });
    expect([200, 207, 429, 503]).toContain(answer.status);
    const { records } = answer.json() as { records: { sequenceNumber?: string }[] };
    for (const [index, id] of ids.entries()) {
      (records[index]?.sequenceNumber === undefined ? refused : accepted).push(id);
    }
  };
  // The first call has the function loaded, which is no part of its time.
  await send(1);
  const faults = [
    () => local.faults.inject({ kind: 'fail-records', share: 0.9 }),
    () => local.faults.inject({ kind: 'throttle', shardId: 'shardId-000000000000' }),
    () => {},
  ];
  for (const inject of faults) {
    inject();
    await local.advance(1_000);
    for (const count of [400, 50, 1]) await send(count);
    local.faults.clear();
  }
  const stored = idsIn(local.events());
  expect(stored.sort((a, b) => a - b)).toEqual(accepted.sort((a, b) => a - b));
  expect([...accepted, ...refused].length).toBe(next);
  expect(refused.length).toBeGreaterThan(0);
  await local.drained();
  const lines = (await local.objects('events/')).flatMap((object) => object.lines());
  expect(lines).toHaveLength(accepted.length);
  await app.close();
}, 60_000);

describe('an app whose events have a schema and are stored as sent', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await runPipeline(
      () => ({
        proxyRoutes: { enrichment: Enrichment.NONE },
        corsOrigin: 'https://shop.example.com',
        eventSchema: {
          $schema: 'http://json-schema.org/draft-04/schema#',
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'integer', minimum: 0, exclusiveMinimum: true }, mail: { format: 'email' } },
        },
      }),
      within(5),
    );
  });
  afterAll(() => app.close());

  test('stores the very bytes', async () => {
    const texts = fc
      .tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, '\t'))
      .map(([rest, indent]) => JSON.stringify({ ...rest, id: 1, mail: 'a@b' }, null, indent));
    await fc.assert(
      fc.asyncProperty(texts, async (body) => {
        await app.local.advance(1_000);
        const answer = await app.local.request({ path: '/proxy/events', body });
        const { sequenceNumber } = answer.json() as { sequenceNumber: string };
        const stored = app.local.events().find((event) => event.sequenceNumber === sequenceNumber);
        expect(stored?.data.toString()).toBe(body);
      }),
      { numRuns: 20 },
    );
  });

  test.each(['{"id":0}', '{"id":1.5}', '{"id":1,"mail":"nobody"}', '{"mail":"a@b"}'])(
    'fails %s on both routes alike',
    async (event) => {
      for (const path of ['/events', '/proxy/events']) {
        expect((await app.local.request({ path, body: event })).status).toBe(400);
        const batch = { path: `${path}/batch`, body: `{"records":[{"data":${event}}]}` };
        expect((await app.local.request(batch)).status).toBe(400);
      }
    },
  );

  test('lets browsers read its answers', async () => {
    for (const path of ['/events', '/proxy/events']) {
      const { headers } = await app.local.request({ path, body: '{"id":1}' });
      expect(headers['access-control-allow-origin']).toBe('https://shop.example.com');
    }
  });
});

describe('an app whose function writes to a delivery', () => {
  let app: RunningApp;
  const EVENTS = 40;

  beforeAll(async () => {
    app = await runStack((stack: Stack) => {
      const archive = new EventArchive(stack, 'Archive');
      const { deliveryStream } = new EventDelivery(stack, 'Delivery', { archive, source: DeliverySource.directPut() });
      const api = new IngestionApi(stack, 'Api');
      api.addRoute('/archive', new LambdaProxyTarget({ deliveryStream, schemaVersion: '3' }));
      api.addRoute('/archive/batch', new LambdaProxyTarget({ deliveryStream, batch: true }));
    }, within(3));
  });
  afterAll(() => app.close());

  test('stores one event and batches over four mebibytes, and answers with ids', async () => {
    const one = await app.local.request({ path: '/archive', body: '{"id":1}' });
    expect([one.status, one.json()]).toEqual([200, { recordId: expect.stringMatching(/./) }]);
    const records = Array.from({ length: EVENTS }, () => ({ data: 'x'.repeat(130_000) }));
    const batch = await app.local.request({ path: '/archive/batch', body: { records } });
    expect(batch.json()).toEqual({
      failedRecordCount: 0,
      records: records.map(() => ({ recordId: expect.any(String) })),
    });
    await app.local.drained();
    const lines = (await app.local.objects('')).flatMap((object) => object.lines());
    expect(lines).toHaveLength(1 + EVENTS);
    expect(JSON.parse(lines.find((line) => line.includes('"id"')) ?? '')).toMatchObject({
      meta: { schemaVersion: '3' },
    });
  });
});
