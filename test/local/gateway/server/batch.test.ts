import { Batch } from '../../../../local/gateway/server/batch';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what is added in one turn of the event loop is done in its order, and not before the turn ends', async () => {
  const batch = new Batch();
  const done: number[] = [];
  for (const number of [1, 2, 3]) batch.add(() => done.push(number));
  await Promise.resolve();
  expect(done).toEqual([]);
  await turn();
  expect(done).toEqual([1, 2, 3]);
});

test('what is added while the batch is worked off waits for the next turn', async () => {
  const batch = new Batch();
  const done: string[] = [];
  batch.add(() => {
    done.push('first');
    batch.add(() => done.push('second'));
  });
  await turn();
  expect(done).toEqual(['first']);
  await turn();
  await turn();
  expect(done).toEqual(['first', 'second']);
});
