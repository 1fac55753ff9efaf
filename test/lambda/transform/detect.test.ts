import { DETECTOR_NAMES, Finder } from '../../../lambda/transform/detect/finder';
import { readCorpus } from './corpus/corpus';
import { measure } from './corpus/measure';

const { measured } = measure(readCorpus().heldOut, DETECTOR_NAMES);
const MEBIBYTE = 1_048_576;

describe('in texts that no detector was tuned on', () => {
  test.each(['email', 'card', 'iban', 'ip'])(
    '%s is found at least 95 times of 100, and 90 of 100 findings are right',
    (kind) => {
      const found = measured.find((one) => one.kind === kind);
      expect(found?.count).toBeGreaterThan(60);
      expect(found?.recall).toBeGreaterThanOrEqual(0.95);
      expect(found?.precision).toBeGreaterThanOrEqual(0.9);
    },
  );
});

describe('in a text of one mebibyte', () => {
  const finders = [...DETECTOR_NAMES.map((kind) => [kind, [kind]] as const), ['all together', DETECTOR_NAMES] as const];
  const units = [...'a1@.: -+_(/,\0é中%\\１\u00a0\u200b', 'a@', '1.', '1 ', '::1', '1-', 'a1'];

  test.each(finders)('%s takes less than 50 ms, whatever is repeated', (_name, kinds) => {
    const finder = new Finder(kinds);
    const limit = kinds.length === 1 ? 50 : 100;
    const slow = units.map((unit) => [unit, timeOf(finder, unit, limit)] as const).filter(([, time]) => time >= limit);
    expect(slow).toEqual([]);
  });

  test('numbers and addresses one after another take time in proportion', () => {
    const finder = new Finder(DETECTOR_NAMES);
    for (const unit of ['4111 ', '1111 ', 'GB29 ', '192.0.2.1 ', '+1 ', '01 ', '1:', `${'x'.repeat(64)}@`, 'a@b.cc ']) {
      expect([unit, timeOf(finder, unit, 400) < 400]).toEqual([unit, true]);
    }
  });
});

/** Milliseconds of CPU of the best of some runs: other work of the machine is not ours. */
function timeOf(finder: Finder, unit: string, enough: number): number {
  // Parsed, so that it lies in memory in one piece, as an event's texts do.
  const text: string = JSON.parse(JSON.stringify(unit.repeat(Math.ceil(MEBIBYTE / unit.length)).slice(0, MEBIBYTE)));
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && best >= enough; run++) {
    const before = process.cpuUsage();
    finder.find(text);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}
