import { PassThrough } from 'node:stream';
import { Progress } from '../../../cli/send/progress';
import { Tally } from '../../../cli/send/tally';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function show(isTTY: boolean, done: number | undefined, milliseconds: number): string {
  const output = Object.assign(new PassThrough(), { isTTY });
  const tally = new Tally();
  for (const kind of ['accepted', 'accepted', 'throttled'] as const) tally.count({ kind });
  const progress = new Progress(output, tally, { done: () => done });
  jest.advanceTimersByTime(milliseconds);
  progress.end();
  return String(output.read() ?? '');
}

test('a terminal has a bar, which is wiped away at the end', () => {
  const text = show(true, 0.5, 150);
  expect(text).toMatch(/^\r\[#{12}\.{12}\] {2}50 % {2}2 accepted, 1 throttled, .+\/s/);
  expect(text.endsWith('\r\u001b[K')).toBe(true);
});

test('a terminal has counts alone where nobody knows how much there is', () => {
  expect(show(true, undefined, 150)).toMatch(/^\r2 accepted, 1 throttled, /);
});

test('anything else has a plain line every five seconds', () => {
  expect(show(false, 0.5, 10_500)).toMatch(/^(2 accepted, 1 throttled, .+\/s\n){2}$/);
  expect(show(false, 0.5, 4_000)).toBe('');
});
