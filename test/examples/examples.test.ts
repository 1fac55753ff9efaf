import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((file) => file.endsWith('.ts'));

describe('the examples', () => {
  test('are three', () => {
    expect(EXAMPLES).toEqual(['clickstream.ts', 'direct-put-parquet.ts', 'two-streams-tenants.ts']);
  });

  test.each(EXAMPLES)('%s has at most 40 lines and synthesizes without a warning', (file) => {
    expect(
      readFileSync(join(ROOT, 'examples', file), 'utf8')
        .trimEnd()
        .split('\n').length,
    ).toBeLessThanOrEqual(40);
    const outdir = mkdtempSync(join(tmpdir(), 'sluice-example-'));
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'dist/examples', file.replace('.ts', '.js'))], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' },
    });
    expect([status, stderr]).toEqual([0, '']);
    const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));
    const artifacts = Object.values<{ metadata?: Record<string, { type: string }[]> }>(manifest.artifacts);
    const messages = artifacts.flatMap(({ metadata }) => Object.values(metadata ?? {}).flat());
    expect(messages.filter(({ type }) => type === 'aws:cdk:warning' || type === 'aws:cdk:error')).toEqual([]);
    rmSync(outdir, { recursive: true });
  });
});
