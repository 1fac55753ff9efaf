import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const RUN = resolve(__dirname, '../../.ci/run');

/** Runs CI with an `npm` that does as told: `install` for `npm ci`, `check` for the rest. */
function runCi(install: string, check: string) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-ci-'));
  const script = `#!/bin/sh\nif [ "$1" = ci ]; then ${install}; else ${check}; fi\n`;
  writeFileSync(join(folder, 'npm'), script, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const { status, stdout } = spawnSync(RUN, { encoding: 'utf8', env });
  rmSync(folder, { recursive: true });
  return [status, stdout.trimEnd().split('\n').at(-1)];
}

const tests = (passed: number, failed: number) => `echo "${passed} ${failed}" > "$SLUICE_TEST_RESULTS"`;

describe('the last line of CI', () => {
  test('counts the tests', () => {
    expect(runCi('true', tests(12, 0))).toEqual([0, '12 passed, 0 failed']);
  });

  test('counts those that failed', () => {
    expect(runCi('true', `${tests(10, 2)}; exit 1`)).toEqual([1, '10 passed, 2 failed']);
  });

  test('counts a failure where all tests passed, but not the check', () => {
    expect(runCi('true', `${tests(12, 0)}; exit 3`)).toEqual([3, '12 passed, 1 failed']);
  });

  test('is there where the installation fails, and nothing was run', () => {
    expect(runCi('exit 7', tests(12, 0))).toEqual([7, '0 passed, 1 failed']);
  });
});
