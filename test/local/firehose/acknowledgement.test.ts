import { Lane } from '../../../local/firehose/acknowledgement';

function lane() {
  const done: number[] = [];
  return { lane: new Lane((position) => done.push(position)), done };
}

test('a source goes on to where nothing is left before', () => {
  const { lane: of, done } = lane();
  const [first, second, third] = [of.take(1, 10, 1), of.take(2, 20, 3), of.take(1, 5, 4)];
  second.release();
  expect([done, of.pending, of.pendingBytes]).toEqual([[], 2, 15]);
  first.release();
  third.release();
  expect([done, of.pending, of.pendingBytes]).toEqual([[3, 4], 0, 0]);
  of.take(1, 1, 5).release();
  expect(done).toEqual([3, 4, 5]);
});

test('records that were taken together are done in pieces, whichever is first', () => {
  const { lane: of, done } = lane();
  const whole = of.take(10, 100, 10);
  const rest = whole.cut(4, 30, 4);
  const last = rest.cut(5, 60, 9);
  const next = of.take(1, 1, 11);
  last.release();
  next.release();
  rest.hold();
  rest.release();
  whole.release();
  expect([done, of.pending, of.pendingBytes]).toEqual([[4], 5, 60]);
  rest.release();
  expect([done, of.pending, of.pendingBytes]).toEqual([[4, 11], 0, 0]);
});

test('the last ones can be cut, and what is taken next stands behind them', () => {
  const { lane: of, done } = lane();
  const rest = of.take(2, 2, 2);
  const second = rest.cut(1, 1, 1);
  const third = of.take(1, 1, 3);
  third.release();
  rest.release();
  expect(done).toEqual([1]);
  second.release();
  expect(done).toEqual([1, 3]);
});
