import { ManualClock } from '../../../local/clock';
import { EventInvocations } from '../../../local/lambda';
import { ManualScheduler } from '../../../local/scheduler';
import { memoryStore, openDiskStore } from '../../../local/storage';
import { temporaryFolder } from '../storage/temporary-folder';
import { Functions } from './function-fixture';

const CODE = `exports.handler = async (event) => {
  if (event.fail) throw new Error('no');
  console.log('handled ' + event.id);
}`;

let functions: Functions;
let scheduler: ManualScheduler;
beforeEach(() => {
  functions = new Functions();
  functions.add(CODE);
  scheduler = new ManualScheduler(new ManualClock(1_000));
});
afterEach(() => functions.close());

const invocations = (store = memoryStore()) =>
  new EventInvocations(functions.lambda, {
    ...{ scheduler, store, log: (entry: (typeof functions.log)[number]) => functions.log.push(entry) },
    sendDeadLetter: async () => {},
  });
const event = (id: number, fail = false) => Buffer.from(JSON.stringify({ id, fail }));
const handled = () => [...functions.output.matchAll(/handled (\d)/g)].map(([, id]) => Number(id));

test('what was accepted and is not done runs after the next start, what is done does not', async () => {
  const dataDir = temporaryFolder();
  const first = openDiskStore({ dataDir });
  const before = invocations(first);
  await before.accept('probe', event(1), 'request-1');
  await before.accept('probe', event(2, true), 'request-2');
  await before.accept('probe', event(3), 'request-3');
  await scheduler.settle();
  expect(handled().sort()).toEqual([1, 3]);
  expect(before.pending).toBe(2);
  await before.stop();
  await first.close();

  const second = openDiskStore({ dataDir });
  const after = invocations(second);
  after.start();
  expect(after.pending).toBe(2);
  await scheduler.settle();
  await scheduler.advance(60_000);
  await scheduler.advance(120_000);
  expect(after.pending).toBe(0);
  // At least once: the third was done out of its turn.
  expect(handled().sort()).toEqual([1, 3, 3]);
  await after.stop();
  await second.close();

  const third = openDiskStore({ dataDir });
  const last = invocations(third);
  last.start();
  expect(last.pending).toBe(0);
  await third.close();
});

test('fails to accept what the store cannot keep', async () => {
  const store = memoryStore();
  jest.spyOn(store, 'append').mockRejectedValue(new Error('full'));
  const events = invocations(store);
  await expect(events.accept('probe', event(1), 'request-1')).rejects.toThrow('full');
  expect(events.pending).toBe(0);
});

test('an event for a function that is gone is given up after three attempts, not asked for hours', async () => {
  const events = invocations();
  await events.accept('nobody', event(1), 'request-1');
  await scheduler.advance(60_000);
  await scheduler.advance(120_000);
  expect(events.pending).toBe(0);
  expect(functions.log.at(-1)).toMatchObject({ level: 'error', message: expect.stringContaining('given up') });
});
