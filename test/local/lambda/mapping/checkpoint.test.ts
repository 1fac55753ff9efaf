import { Checkpoint } from '../../../../local/lambda/mapping/checkpoint';

test('keeps the position before which all is done, in whatever order it is', async () => {
  const saved: string[] = [];
  const checkpoint = new Checkpoint(async (position) => {
    saved.push(position);
  });
  const [first, second, third] = ['1', '2', '3'].map((after) => checkpoint.take(after));
  second?.();
  await checkpoint.settled();
  expect(saved).toEqual([]);
  first?.();
  await checkpoint.settled();
  expect(saved).toEqual(['2']);
  third?.();
  await checkpoint.settled();
  expect(saved).toEqual(['2', '3']);
  expect(checkpoint.pending).toBe(0);
});
