// Makes all of dist/: the constructs by jsii, what they read at synth beside them, app, CLI and runtime by esbuild,
// declarations by tsc. A step whose inputs and outputs are as its last run left them is passed over.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import { licenceTexts } from './licences.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const at = (...parts) => join(ROOT, ...parts);
const TARGET = 'node20';

/** Bundled entry points: what is bundled needs no installation on a user's machine. */
const BUNDLES = [
  { entry: 'bin/sluice.ts', out: 'dist/bin/sluice.js', executable: true },
  { entry: 'local/vtl/index.ts', out: 'dist/vtl/index.js' },
];
/** Entry points that import the constructs: packages stay outside, so that there is one copy of aws-cdk-lib. */
const PROGRAMS = [{ entry: 'bin/app.ts', out: 'dist/bin/app.js' }, ...examples()];

await step('constructs', ['lib', 'package.json'], ['dist/lib', '.jsii'], buildConstructs);
await step('programs', ['bin', 'cli', 'local', 'lambda', 'examples', 'scripts'], ['dist/bin', 'dist/vtl'], buildPrograms);
await step('types', ['local', 'tsconfig.json', 'tsconfig.types.json'], ['dist/types'], buildTypes);

function examples() {
  return readdirSync(at('examples'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ entry: `examples/${file}`, out: `dist/examples/${file.replace(/\.ts$/, '.js')}` }));
}

/**
 * Only jsii writes dist/lib. It is cleared first, because jsii calls itself up to date when a file stands there,
 * whoever wrote it.
 */
function buildConstructs() {
  rmSync(at('dist/lib'), { recursive: true, force: true });
  const jsii = join(dirname(require.resolve('jsii/package.json')), 'bin', 'jsii');
  run(process.execPath, [jsii, '--fail-on-warnings', '--generate-tsconfig', 'tsconfig.jsii.json'], {
    // CI runs Node 20, whose end of life says nothing of the constructs.
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
    JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION: '1',
  });
  for (const file of filesBelow(at('lib')).filter((name) => name.endsWith('.vtl'))) {
    cpSync(file, at('dist/lib', relative(at('lib'), file)));
  }
}

async function buildPrograms() {
  for (const folder of ['dist/bin', 'dist/vtl', 'dist/examples']) rmSync(at(folder), { recursive: true, force: true });
  const common = { absWorkingDir: ROOT, platform: 'node', format: 'cjs', target: TARGET, bundle: true, logLevel: 'error' };
  const bundled = new Set();
  for (const { entry, out, executable } of BUNDLES) {
    const result = await esbuild({ ...common, entryPoints: [entry], outfile: out, metafile: true, legalComments: 'none' });
    for (const input of Object.keys(result.metafile.inputs)) bundled.add(input);
    if (executable) chmodSync(at(out), 0o755);
  }
  for (const { entry, out } of PROGRAMS) {
    await esbuild({ ...common, entryPoints: [entry], outfile: out, packages: 'external' });
  }
  writeFileSync(at('dist/THIRD-PARTY-LICENSES.txt'), licenceTexts(ROOT, bundled));
}

function buildTypes() {
  rmSync(at('dist/types'), { recursive: true, force: true });
  run(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.types.json']);
}

function run(command, args, env = {}) {
  try {
    execFileSync(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  } catch (error) {
    process.stderr.write(`${error.stdout ?? ''}${error.stderr ?? ''}`);
    process.stderr.write(`build failed: ${relative(ROOT, args[0])}\n`);
    process.exit(1);
  }
}

/** Runs `work` unless inputs and outputs hash to what the last run noted. */
async function step(name, inputs, outputs, work) {
  const stampFile = at('dist', `.${name}.stamp`);
  const inputHash = hashOf([...inputs, 'scripts/build.mjs', 'package-lock.json']);
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (stamp === `${inputHash} ${hashOf(outputs)}`) return;
  await work();
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(stampFile, `${inputHash} ${hashOf(outputs)}`);
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths.map((name) => at(name))) {
    for (const file of existsSync(path) ? filesBelow(path) : []) hash.update(`${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  const entries = readdirSync(dirname(path), { withFileTypes: true });
  const self = entries.find((entry) => join(dirname(path), entry.name) === path);
  if (!self?.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}
