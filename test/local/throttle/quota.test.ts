import * as fc from 'fast-check';
import { ManualClock } from '../../../local/clock';
import { Quota, type QuotaLimit } from '../../../local/throttle';

test('a daily quota starts anew at midnight UTC', () => {
  const clock = new ManualClock(Date.parse('2026-03-01T23:59:59.999Z'));
  const quota = new Quota({ limit: 2, period: 'DAY' }, clock);
  expect(take(quota, 5)).toBe(2);
  clock.set(Date.parse('2026-03-02T00:00:00Z'));
  expect(take(quota, 5)).toBe(2);
});

test.each([
  { period: 'WEEK', offset: 0, last: '2026-03-07T23:59:59.999Z', first: '2026-03-08T00:00:00Z', day: 'Sunday' },
  { period: 'WEEK', offset: 1, last: '2026-03-08T23:59:59.999Z', first: '2026-03-09T00:00:00Z', day: 'Monday' },
  { period: 'MONTH', offset: 0, last: '2026-02-28T23:59:59.999Z', first: '2026-03-01T00:00:00Z', day: 'the 1st' },
  { period: 'MONTH', offset: 14, last: '2026-03-14T23:59:59.999Z', first: '2026-03-15T00:00:00Z', day: 'the 15th' },
] as const)('a $period quota with offset $offset starts anew on $day', ({ period, offset, last, first }) => {
  const clock = new ManualClock(Date.parse(last));
  const quota = new Quota({ limit: 1, period, offset }, clock);
  expect(take(quota, 2)).toBe(1);
  clock.set(Date.parse(first) - 1);
  expect(take(quota, 2)).toBe(0);
  clock.set(Date.parse(first));
  expect(take(quota, 2)).toBe(1);
});

test('a clock set back does not hand out a used period again', () => {
  const clock = new ManualClock(Date.parse('2026-03-02T00:00:00Z'));
  const quota = new Quota({ limit: 1, period: 'DAY' }, clock);
  expect(take(quota, 1)).toBe(1);
  clock.set(Date.parse('2026-03-01T00:00:00Z'));
  expect(take(quota, 1)).toBe(0);
});

test.each<[string, QuotaLimit]>([
  ['an offset with DAY', { limit: 1, period: 'DAY', offset: 1 }],
  ['an offset of 7 with WEEK', { limit: 1, period: 'WEEK', offset: 7 }],
  ['an offset of 28 with MONTH', { limit: 1, period: 'MONTH', offset: 28 }],
  ['a negative limit', { limit: -1, period: 'DAY' }],
])('fails for %s', (_, quota) => {
  expect(() => new Quota(quota, new ManualClock(), 'Plan')).toThrow(
    expect.objectContaining({ code: 'THROTTLE_INVALID_QUOTA', position: 'Plan' }),
  );
});

test('no day ever admits more than the quota', () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.array(fc.record({ gap: fc.nat(40_000_000), requests: fc.nat(15) }), { maxLength: 50 }),
      (limit, steps) => {
        const clock = new ManualClock(1_700_000_000_000);
        const quota = new Quota({ limit, period: 'DAY' }, clock);
        const perDay = new Map<number, number>();
        for (const { gap, requests } of steps) {
          clock.advance(gap);
          const day = Math.floor(clock.now() / 86_400_000);
          perDay.set(day, (perDay.get(day) ?? 0) + take(quota, requests));
        }
        for (const count of perDay.values()) expect(count).toBeLessThanOrEqual(limit);
      },
    ),
  );
});

function take(quota: Quota, requests: number): number {
  let admitted = 0;
  for (let i = 0; i < requests; i++) if (quota.tryTake()) admitted++;
  return admitted;
}
