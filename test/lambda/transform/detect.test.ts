import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DETECTOR_NAMES } from '../../../lambda/transform/detect/finder';
import { bundleProgram } from '../../support/program';
import { readCorpus } from './corpus/corpus';
import { measure } from './corpus/measure';

const { measured } = measure(readCorpus().heldOut, DETECTOR_NAMES);

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
  const folder = mkdtempSync(join(tmpdir(), 'sluice-detectors-'));
  const timer = bundleProgram(require.resolve('./detect/time.ts'), folder);
  const times: [detector: string, repeated: string, milliseconds: number][] = JSON.parse(
    execFileSync(process.execPath, [timer], { encoding: 'utf8' }),
  );
  rmSync(folder, { recursive: true });

  test.each(DETECTOR_NAMES)('%s takes less than 50 ms, whatever is repeated', (name) => {
    const own = times.filter(([detector]) => detector === name);
    expect(own.length).toBeGreaterThan(20);
    expect(own.filter(([, , time]) => time >= 50)).toEqual([]);
  });

  test.each([
    ['all', 100],
    ['all, nearly', 400],
  ])('%s found, takes less than %i ms', (detector, limit) => {
    const together = times.filter(([name]) => name === detector);
    expect(together.length).toBeGreaterThan(5);
    expect(together.filter(([, , time]) => time >= limit)).toEqual([]);
  });
});
