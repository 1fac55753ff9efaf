import { Latencies } from '../../../cli/send/latencies';

test('percentiles are those of the durations, within a percent, and the longest is exact', () => {
  const latencies = new Latencies();
  for (let at = 1; at <= 1_000; at++) latencies.add(at);
  expect(latencies.percentile(0.5) / 500).toBeCloseTo(1, 1.9);
  expect(latencies.percentile(0.95) / 950).toBeCloseTo(1, 1.9);
  expect(latencies.percentile(0.99) / 990).toBeCloseTo(1, 1.9);
  expect(latencies.percentile(1)).toBeCloseTo(1_000, -1);
  expect([latencies.count, latencies.max]).toEqual([1_000, 1_000]);
});

test('no percentile is beyond the longest', () => {
  const latencies = new Latencies();
  for (const duration of [41.9, 42, 42.1]) latencies.add(duration);
  expect(latencies.percentile(0.99)).toBeLessThanOrEqual(42.1);
});
