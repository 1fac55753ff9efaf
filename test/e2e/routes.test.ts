import * as fc from 'fast-check';
import type { Local } from '../../local';
import { type RunningApp, runReferenceApp, withoutThrottles } from './pipeline-app';

let app: RunningApp;
let local: Local;

beforeEach(async () => {
  app = await runReferenceApp(withoutThrottles);
  local = app.local;
});
afterEach(() => app.close());

/** Lines of all objects below a prefix, in any order. */
async function lines(prefix: string): Promise<string[]> {
  return (await local.objects(prefix)).flatMap((object) => object.lines()).sort();
}

/** Events as JSON text, with white space and any characters; an object of at least one property. */
const EVENT_TEXT = fc
  .tuple(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.constantFrom(0, 1, 2, '\t'))
  .map(([event, indent]) => JSON.stringify(event, null, indent));

describe('POST /events', () => {
  test('stores in the stream, and delivers as a line of GZIP', async () => {
    const answer = await local.request({ path: '/events', body: '{"id":1}' });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      shardId: 'shardId-000000000000',
      sequenceNumber: local.events()[0]?.sequenceNumber,
    });
    await local.drained();
    const [object, ...others] = await local.objects('events/');
    expect(others).toEqual([]);
    expect(object?.key).toMatch(/^events\/dt=2026-01-02\/hour=12\/.+\.gz$/);
    expect(object?.content().toString()).toBe('{"id":1}\n');
  });

  test('stores the very bytes that were sent', async () => {
    await fc.assert(
      fc.asyncProperty(EVENT_TEXT, async (body) => {
        await local.advance(1_000);
        const answer = await local.request({ path: '/events', body });
        expect(answer.status).toBe(200);
        expect(local.events().at(-1)?.data.toString()).toBe(body);
      }),
      { numRuns: 50 },
    );
  });

  test('takes the partition key from its header, in any letter case', async () => {
    for (const name of ['X-Partition-Key', 'x-partition-key']) {
      const headers = { [name]: 'a "key" \\ $x #end', 'Content-Type': 'application/json' };
      expect((await local.request({ path: '/events', body: '{"id":1}', headers })).status).toBe(200);
    }
    expect(local.events().map(({ partitionKey }) => partitionKey)).toEqual(Array(2).fill('a "key" \\ $x #end'));
  });
});

describe('POST /events/batch', () => {
  test('stores every record in order and answers for each', async () => {
    const records = Array.from({ length: 500 }, (_, id) => ({ data: { id }, partitionKey: `key ${id}\n€😀` }));
    const answer = await local.request({ path: '/events/batch', body: { records } });
    expect(answer.status).toBe(200);
    const { failedRecordCount, records: answers } = answer.json() as { failedRecordCount: number; records: object[] };
    expect(failedRecordCount).toBe(0);
    const events = local.events();
    expect(answers).toEqual(events.map(({ shardId, sequenceNumber }) => ({ shardId, sequenceNumber })));
    expect(events.map(({ partitionKey }) => partitionKey)).toEqual(records.map(({ partitionKey }) => partitionKey));
    await local.drained();
    expect(await lines('events/')).toEqual(records.map(({ data }) => JSON.stringify(data)).sort());
  });

  test('stores the same JSON value that was sent', async () => {
    const data = fc.jsonValue().filter((value) => value !== null);
    await fc.assert(
      fc.asyncProperty(fc.array(data, { minLength: 1, maxLength: 10 }), async (values) => {
        await local.advance(1_000);
        const body = { records: values.map((value) => ({ data: value })) };
        const answer = await local.request({ path: '/events/batch', body });
        expect(answer.status).toBe(200);
        const stored = local.events().slice(-values.length);
        expect(stored.map((event) => JSON.parse(event.data.toString()))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
      { numRuns: 50 },
    );
  });

  test('answers 207 for a batch of which a part failed', async () => {
    local.faults.inject({ kind: 'fail-records', share: 0.1 });
    const records = Array.from({ length: 20 }, (_, id) => ({ data: { id } }));
    const answer = await local.request({ path: '/events/batch', body: { records } });
    expect(answer.status).toBe(207);
    expect(answer.json()).toMatchObject({ failedRecordCount: 2 });
    expect(local.events()).toHaveLength(18);
  });
});

describe('POST /archive', () => {
  test('delivers the very bytes that were sent, a line each', async () => {
    await local.request({ path: '/archive', body: '{"id":1}' });
    const answer = await local.request({ path: '/archive', body: '{ "id" : 2, "text": "é\\u20ac" }' });
    expect(answer.json()).toEqual({ recordId: expect.any(String) });
    await local.drained();
    expect(await lines('')).toEqual(['{ "id" : 2, "text": "é\\u20ac" }', '{"id":1}']);
  });
});

describe('POST /archive/batch', () => {
  test('delivers every record and answers for each', async () => {
    const records = [{ data: { id: 1 } }, { data: [true] }, { data: 'text' }, { data: 7 }];
    const answer = await local.request({ path: '/archive/batch', body: { records } });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      failedRecordCount: 0,
      records: records.map(() => ({ recordId: expect.any(String) })),
    });
    await local.drained();
    expect(await lines('')).toEqual(['"text"', '7', '[true]', '{"id":1}']);
  });
});

test('GET /health answers without credentials', async () => {
  const answer = await local.request({ path: '/health', signed: false });
  expect([answer.status, answer.text()]).toEqual([200, '{"status":"ok"}']);
});
