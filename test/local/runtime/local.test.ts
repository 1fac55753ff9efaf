import { type Local, ManualClock, startLocal } from '../../../local';
import { type SynthResult, synthReferenceApp } from '../../support/reference-app';

let app: SynthResult;
let local: Local;

beforeAll(() => {
  app = synthReferenceApp({ context: { stage: 'dev' } });
});
afterAll(() => app.dispose());
beforeEach(async () => {
  local = await startLocal({ assembly: app.outdir, clock: new ManualClock(Date.UTC(2026, 0, 2)), seed: 'test' });
});
afterEach(() => local.close());

describe('a local run of the reference app', () => {
  test('stores an event in the stream and delivers it to S3 as a line', async () => {
    const answer = await local.request({ path: '/events', body: { id: 1 } });
    expect(answer.json()).toEqual({ shardId: 'shardId-000000000000', sequenceNumber: expect.any(String) });
    expect(local.events().map(({ data }) => data.toString())).toEqual(['{"id":1}']);
    await local.drained();
    const [object] = await local.objects('events/');
    expect(object?.lines()).toEqual(['{"id":1}']);
  });

  test('is the same again with the same seed: ids, partition keys, shards and object names', async () => {
    const told = async (seed: string) => {
      const run = await startLocal({ assembly: app.outdir, clock: new ManualClock(Date.UTC(2026, 0, 2)), seed });
      const answers = [];
      for (const path of ['/events', '/archive', '/nowhere'])
        answers.push(await run.request({ path, body: { id: 1 } }));
      await run.drained();
      const objects = (await run.objects()).map(({ key }) => key);
      const events = run.events().map(({ partitionKey, sequenceNumber }) => [partitionKey, sequenceNumber]);
      await run.close();
      return {
        headers: answers.map(({ headers }) => headers),
        bodies: answers.map((one) => one.text()),
        objects,
        events,
      };
    };
    const first = await told('one');
    expect(first.objects).toHaveLength(2);
    expect(await told('one')).toEqual(first);
    const other = await told('two');
    expect(other.events[0]?.[0]).not.toBe(first.events[0]?.[0]);
    expect(other.objects).not.toEqual(first.objects);
  });

  test('tells of a bucket that is denied as S3 would, and delivers once it is not', async () => {
    const allow = local.faults.inject({ kind: 'deny-bucket' });
    await local.request({ path: '/archive', body: { id: 3 } });
    await local.advance(900_000);
    expect(local.log.join('\n')).toContain('S3.AccessDenied: Access Denied');
    expect(await local.objects()).toEqual([]);
    allow();
    await local.drained();
    expect((await local.objects()).map((object) => object.lines())).toEqual([['{"id":3}']]);
  });

  test('delivers a direct put when its buffer is due, and not before', async () => {
    const answer = await local.request({ path: '/archive', body: { id: 2 } });
    expect(answer.status).toBe(200);
    await local.advance(59_000);
    expect(await local.objects()).toEqual([]);
    await local.advance(900_000);
    expect((await local.objects()).map((object) => object.lines())).toEqual([['{"id":2}']]);
  });
});
