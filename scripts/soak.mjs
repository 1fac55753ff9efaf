// Whole runs of the local runtime on the reference app's dev stage, killed at random while events come in, for ten
// minutes or `--minutes M`: what was acknowledged must be there, in order. Loopback only; needs a build.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'sluice-soak-app-'));
try {
  const assembly = join(folder, 'cdk.out');
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const env = { ...process.env, CDK_OUTDIR: assembly, CDK_VALIDATION: 'false' };
  env.CDK_CONTEXT_JSON = JSON.stringify({ ...context, stage: 'dev' });
  const app = spawnSync(process.execPath, [join(ROOT, 'dist/bin/app.js')], { cwd: ROOT, env, stdio: 'inherit' });
  if (app.status !== 0) throw new Error('the reference app was not synthesized');
  // A copy: a build meanwhile must not change what is soaked.
  const [sluice, soak] = ['sluice.js', 'soak.js'].map((name) => join(folder, name));
  const bundle = { bundle: true, platform: 'node', target: 'node20', logLevel: 'error', absWorkingDir: ROOT };
  await build({ ...bundle, entryPoints: ['bin/sluice.ts'], outfile: sluice });
  await build({ ...bundle, entryPoints: ['test/soak/soak.ts'], outfile: soak });
  const child = spawn(process.execPath, [soak, sluice, assembly, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = await new Promise((done) => child.on('exit', (status) => done(status ?? 1)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
