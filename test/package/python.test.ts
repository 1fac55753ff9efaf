import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT, sourcesBelow } from './packed-package';

let folder: string;
let embedded: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-python-'));
  const pacmak = join(dirname(require.resolve('jsii-pacmak/package.json')), 'bin/jsii-pacmak');
  execFileSync(process.execPath, [pacmak, '--code-only', '--target', 'python', '--outdir', folder, ROOT], {
    stdio: 'pipe',
    env: { ...process.env, npm_config_offline: 'true', npm_config_ignore_scripts: 'true' },
  });
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const tarball = join(folder, `python/src/cdk_sluice/_jsii/cdk-sluice@${version}.jsii.tgz`);
  embedded = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the Python package holds every mapping template', () => {
  const templates = sourcesBelow('lib').filter((file) => file.endsWith('.vtl'));
  expect(templates.length).toBeGreaterThan(0);
  expect(embedded).toEqual(expect.arrayContaining(templates.map((file) => `package/dist/${file}`)));
});

test('the Python package holds every handler', () => {
  const handlers = sourcesBelow('lambda').filter((file) => file.endsWith('/handler.ts'));
  const built = handlers.map((file) => `package/dist/${dirname(file)}/index.js`);
  expect(embedded).toEqual(expect.arrayContaining(built));
});

test('the Python package declares the constructs with their props as keyword arguments', () => {
  const python = readFileSync(join(folder, 'python/src/cdk_sluice/__init__.py'), 'utf8');
  expect(python).toMatch(/^class IngestionPipeline\(/m);
  expect(python).toMatch(/direct_put: typing\.Optional\[builtins\.bool\] = None/);
});
