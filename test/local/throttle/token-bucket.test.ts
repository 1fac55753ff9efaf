import * as fc from 'fast-check';
import { ManualClock } from '../../../local/clock';
import { TokenBucket } from '../../../local/throttle';

test('10,000 requests in one instant against 10,000 rps and burst 5,000 serve 5,000', () => {
  const bucket = new TokenBucket({ rate: 10_000, burst: 5_000 }, new ManualClock());
  expect(take(bucket, 10_000)).toBe(5_000);
});

test('10,000 requests spread over the first millisecond serve the burst and what that millisecond refills', () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket({ rate: 10_000, burst: 5_000 }, clock);
  let admitted = 0;
  for (let i = 0; i < 10_000; i++) {
    if (bucket.tryTake()) admitted++;
    clock.advance(1 / 10_000);
  }
  expect(admitted).toBeGreaterThanOrEqual(5_009);
  expect(admitted).toBeLessThanOrEqual(5_010);
});

test('a spent bucket refills at its rate, up to its burst', () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket({ rate: 10, burst: 5 }, clock);
  expect(take(bucket, 10)).toBe(5);
  clock.advance(200);
  expect(take(bucket, 10)).toBe(2);
  clock.advance(60_000);
  expect(take(bucket, 10)).toBe(5);
});

test('a clock set back neither refills nor drains the bucket', () => {
  const clock = new ManualClock(60_000);
  const bucket = new TokenBucket({ rate: 1, burst: 2 }, clock);
  expect(take(bucket, 1)).toBe(1);
  clock.set(0);
  expect(take(bucket, 5)).toBe(1);
});

test.each([
  { rate: 0, burst: 0 },
  { rate: 0, burst: 100 },
  { rate: 100, burst: 0 },
])('rate $rate with burst $burst refuses every request', (limit) => {
  const clock = new ManualClock();
  const bucket = new TokenBucket(limit, clock);
  clock.advance(3_600_000);
  expect(take(bucket, 10)).toBe(0);
});

test.each([
  { rate: -1, burst: 1 },
  { rate: 1, burst: Number.NaN },
  { rate: Number.POSITIVE_INFINITY, burst: 1 },
])('fails for rate $rate with burst $burst', (limit) => {
  expect(() => new TokenBucket(limit, new ManualClock(), 'Plan')).toThrow(
    expect.objectContaining({ code: 'THROTTLE_INVALID_LIMIT', position: 'Plan' }),
  );
});

test('no window ever admits more than burst + rate x time', () => {
  fc.assert(
    fc.property(
      fc.record({
        rate: fc.double({ min: 0, max: 20_000, noNaN: true }),
        burst: fc.integer({ min: 0, max: 500 }),
      }),
      fc.array(fc.record({ gap: fc.double({ min: 0, max: 500, noNaN: true }), requests: fc.nat(50) }), {
        maxLength: 60,
      }),
      (limit, steps) => {
        const clock = new ManualClock();
        const bucket = new TokenBucket(limit, clock);
        const admissions = steps.map(({ gap, requests }) => {
          clock.advance(gap);
          return { at: clock.now(), count: take(bucket, requests) };
        });
        for (let from = 0; from < admissions.length; from++) {
          let total = 0;
          for (const { at, count } of admissions.slice(from)) {
            total += count;
            const elapsed = at - (admissions[from]?.at ?? 0);
            expect(total).toBeLessThanOrEqual(limit.burst + (limit.rate * elapsed) / 1_000 + 1e-6);
          }
        }
      },
    ),
  );
});

function take(bucket: TokenBucket, requests: number): number {
  let admitted = 0;
  for (let i = 0; i < requests; i++) if (bucket.tryTake()) admitted++;
  return admitted;
}
