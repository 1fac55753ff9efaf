// Makes all of dist/: the constructs by jsii, what they read at synth beside them, app, CLI, runtime and handlers by
// esbuild, declarations by tsc. A step whose inputs and outputs are as its last run left them is passed over.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import { licenceTexts } from './licences.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const at = (...parts) => join(ROOT, ...parts);
const { exports: EXPORTS } = JSON.parse(readFileSync(at('package.json'), 'utf8'));

/** Modules that `exports` names beside the constructs: their declarations say which source they are made of. */
const MODULES = Object.values(EXPORTS)
  .filter((target) => target.types?.startsWith('./dist/types/'))
  .map((target) => ({
    entry: target.types.replace('./dist/types/', '').replace(/\.d\.ts$/, '.ts'),
    out: target.default.replace('./', ''),
    // The SDK is the user's, or that of Lambda's runtime.
    options: { external: ['@aws-sdk/*'] },
  }));
/** Handlers carry their SDK clients: what runs on Lambda is what was tested. Their ES modules shake to what is used. */
const HANDLERS = entriesOf('lambda')
  .filter((name) => existsSync(at('lambda', name, 'handler.ts')))
  .map((name) => ({
    entry: `lambda/${name}/handler.ts`,
    out: `dist/lambda/${name}/index.js`,
    options: { target: 'node22', minify: true, mainFields: ['module', 'main'] },
  }));
/** Run by the constructs at synth; the helpers go beside the validators it makes. */
const SCHEMA_COMPILER = ['index', 'helpers'].map((name) => ({
  entry: `schema-compiler/${name}.ts`,
  out: `dist/schema-compiler/${name}.js`,
  options: { minify: true },
}));
/** Bundled entry points: what is bundled needs no installation on a user's machine. */
const BUNDLES = [
  { entry: 'bin/sluice.ts', out: 'dist/bin/sluice.js', executable: true },
  ...MODULES,
  ...HANDLERS,
  ...SCHEMA_COMPILER,
];
/** Entry points that import the constructs: packages stay outside, so that there is one copy of aws-cdk-lib. */
const PROGRAMS = [{ entry: 'bin/app.ts', out: 'dist/bin/app.js' }, ...examples()];
const LICENCES = 'dist/THIRD-PARTY-LICENSES.txt';

const folders = ['bin', 'cli', 'local', 'lambda', 'producer', 'schema-compiler', 'examples'];
const sources = [...folders, 'scripts/licences.mjs', 'package.json'];
const programs = [...new Set([...BUNDLES, ...PROGRAMS].map(({ out }) => dirname(out)))];
await step('constructs', ['lib', 'package.json', 'README.md'], ['dist/lib', '.jsii'], buildConstructs);
await step('programs', sources, [...programs, LICENCES], buildPrograms);
await step(
  'types',
  ['lambda', 'local', 'producer', 'package.json', 'tsconfig.json', 'tsconfig.types.json'],
  ['dist/types'],
  buildTypes,
);

function examples() {
  return entriesOf('examples')
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ entry: `examples/${file}`, out: `dist/examples/${file.replace(/\.ts$/, '.js')}` }));
}

/**
 * Only jsii writes dist/lib. It is cleared first, because jsii calls itself up to date when a file stands there,
 * whoever wrote it.
 */
function buildConstructs() {
  clear('dist/lib', '.jsii');
  const jsii = join(dirname(require.resolve('jsii/package.json')), 'bin', 'jsii');
  run(process.execPath, [jsii, '--fail-on-warnings', '--generate-tsconfig', 'tsconfig.jsii.json'], {
    // CI runs Node 20, whose end of life says nothing of the constructs.
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
    JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION: '1',
  });
  for (const file of filesBelow(at('lib')).filter((name) => name.endsWith('.vtl'))) {
    cpSync(file, at('dist/lib', relative(at('lib'), file)));
  }
}

async function buildPrograms() {
  // Whatever else stands in dist/ is of an entry point that is no more.
  const kept = (name) => ['lib', 'types'].includes(name) || name.startsWith('.');
  clear(...entriesOf('dist').flatMap((name) => (kept(name) ? [] : [`dist/${name}`])));
  const common = {
    absWorkingDir: ROOT,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    bundle: true,
    logLevel: 'error',
    legalComments: 'none',
  };
  const bundled = new Set();
  for (const { entry, out, executable, options } of BUNDLES) {
    const result = await esbuild({ ...common, ...options, entryPoints: [entry], outfile: out, metafile: true });
    for (const input of Object.keys(result.metafile.inputs)) bundled.add(input);
    if (executable) chmodSync(at(out), 0o755);
  }
  for (const { entry, out } of PROGRAMS) {
    await esbuild({ ...common, entryPoints: [entry], outfile: out, packages: 'external' });
  }
  writeFileSync(at(LICENCES), licenceTexts(ROOT, bundled));
}

function buildTypes() {
  clear('dist/types');
  const config = at('dist', '.types.tsconfig.json');
  const files = MODULES.map(({ entry }) => `../${entry}`);
  writeFileSync(config, JSON.stringify({ extends: '../tsconfig.types.json', files }));
  run(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', config]);
  rmSync(config);
}

function clear(...paths) {
  for (const path of paths) rmSync(at(path), { recursive: true, force: true });
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
  for (const file of paths.map((name) => at(name)).flatMap((path) => (existsSync(path) ? filesBelow(path) : []))) {
    hash.update(`${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function entriesOf(folder) {
  return existsSync(at(folder)) ? readdirSync(at(folder)).sort() : [];
}

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}
