// Times the synthesis of the reference app, all stages and stacks, compiled beforehand. Medians of five, in turns.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { medians, timeNode } from '../support/timed-process.mjs';

const ROOT = join(import.meta.dirname, '../..');
const ROUNDS = 5;
/** What was set as the goal: times an empty app, and seconds. */
const EDIT_LIMIT = 4;
const CLI_LIMIT = 6;

const require = createRequire(import.meta.url);
const cdk = join(dirname(require.resolve('aws-cdk/package.json')), 'bin/cdk');
const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'sluice-bench-'));

try {
  const results = medians(
    {
      empty: () => editing('bench/synth/empty-app.cjs'),
      editing: () => editing('dist/bin/app.js'),
      cli: () => timeNode([cdk, 'synth', '-q', '--output', join(scratch, 'cli')], { cwd: ROOT, env: process.env }),
    },
    ROUNDS,
  );
  report(results, timeBuild());
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** As in the loop of edit and synth: no CLI, no validators. */
function editing(program) {
  const env = {
    PATH: process.env.PATH,
    CDK_OUTDIR: join(scratch, 'editing'),
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_VALIDATION: 'false',
  };
  return timeNode([program], { cwd: ROOT, env });
}

/** The build from nothing and the build with nothing to do, in seconds, in a copy of the sources. */
function timeBuild() {
  const copy = join(scratch, 'copy');
  const left = ['node_modules', '.git', '.jsii', 'dist', 'cdk.out', 'coverage', 'test', 'docs'];
  for (const entry of readdirSync(ROOT).filter((name) => !left.includes(name))) {
    cpSync(join(ROOT, entry), join(copy, entry), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const build = () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the build failed: ${stderr}`);
    return (performance.now() - start) / 1000;
  };
  return { whole: build(), nothing: build() };
}

function report({ empty, editing: edit, cli }, { whole, nothing }) {
  const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
  const row = (name, cells) => console.log(`  ${name.padEnd(44)} ${cells.map((cell) => cell.padStart(9)).join(' ')}`);
  const times = (part, whole) => (part / whole).toFixed(2);
  console.log(`synthesis of all stages, medians of ${ROUNDS}, Node ${process.versions.node}`);
  row('', ['wall', 'CPU']);
  row('empty app of one stack', [seconds(empty.wall), seconds(empty.cpu)]);
  row('reference app, no CLI, no validators', [seconds(edit.wall), seconds(edit.cpu)]);
  row(`  times an empty app (goal ${EDIT_LIMIT})`, [times(edit.wall, empty.wall), times(edit.cpu, empty.cpu)]);
  row('cdk synth -q, all validators', [seconds(cli.wall), '']);
  row(`  share of ${CLI_LIMIT} s`, [times(cli.wall, CLI_LIMIT * 1000), '']);
  console.log('compiled beforehand, once');
  row('build from nothing', [`${whole.toFixed(2)} s`, '']);
  row('build with nothing to do', [`${nothing.toFixed(2)} s`, '']);
}
