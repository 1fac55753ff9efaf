import fc from 'fast-check';
import { ManualClock } from '../../../local/clock';
import { SlidingWindow } from '../../../local/kinesis/sliding-window';
import { ReadPace } from '../../../local/runtime/paced-reader';

const SECOND = 1_000;

/** How often each consumer read within a time, when it asks at these intervals. */
function readsOf(intervals: readonly number[], time: number, pace: ReadPace, clock: ManualClock): number[] {
  const calls = new SlidingWindow(5);
  const reads = intervals.map(() => 0);
  for (; clock.now() < time; clock.set(clock.now() + 1)) {
    intervals.forEach((interval, index) => {
      if (clock.now() % interval !== 0 || !pace.tryRead('shard', `consumer ${index}`)) return;
      expect(calls.fits(clock.now(), 1)).toBe(true);
      calls.take(clock.now(), 1);
      reads[index] = (reads[index] ?? 0) + 1;
    });
  }
  return reads;
}

test('consumers of a shard have equal shares of its reads, and stay within its limit together', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 8 }), (intervals) => {
      const clock = new ManualClock(0);
      const reads = readsOf(intervals, 20 * SECOND, new ReadPace(clock), clock);
      // A turn comes when those before it were taken, each half a second late at most.
      for (const count of reads) expect(count).toBeGreaterThanOrEqual(Math.floor(20 / (0.75 * intervals.length + 0.5)));
      expect(Math.max(...reads) - Math.min(...reads)).toBeLessThanOrEqual(Math.ceil(Math.max(...reads) / 2) + 1);
    }),
    { numRuns: 50 },
  );
});

test('a consumer alone reads more than twice a second', () => {
  const clock = new ManualClock(0);
  expect(readsOf([17], 10 * SECOND, new ReadPace(clock), clock)[0]).toBeGreaterThanOrEqual(20);
});

test('a consumer that has stopped asking keeps nobody waiting for long', () => {
  const clock = new ManualClock(0);
  const pace = new ReadPace(clock);
  expect(pace.tryRead('shard', 'one')).toBe(true);
  expect(pace.tryRead('shard', 'gone')).toBe(false);
  clock.set(2 * SECOND);
  expect(pace.tryRead('shard', 'one')).toBe(true);
});

test('shards have a pace of their own each', () => {
  const pace = new ReadPace(new ManualClock(0));
  expect([pace.tryRead('a', 'one'), pace.tryRead('b', 'one'), pace.tryRead('a', 'one')]).toEqual([true, true, false]);
});

test('nothing is held back where waiting times are not divided', () => {
  const pace = new ReadPace(undefined);
  expect([pace.tryRead('a', 'one'), pace.tryRead('a', 'one')]).toEqual([true, true]);
});
