import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProgram } from '../../support/program';

test('a heap that is kept small stays well below what it would grow to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-heap-'));
  try {
    const program = bundleProgram(require.resolve('./churn.ts'), folder);
    const [small = 0, own = 0] = ['small', 'own'].map((how) => {
      return Number(execFileSync(process.execPath, [program, how], { encoding: 'utf8' }));
    });
    expect(small).toBeGreaterThan(0);
    expect(small).toBeLessThan(own * 0.8);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
