import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConsumerProject, installTarball, type ProgramResult } from './packed-package';

const COMMON_JS = `
const { App, Stack } = require('aws-cdk-lib');
const { IngestionPipeline } = require('cdk-sluice');
const app = new App({ outdir: 'cdk.out.cjs' });
const stack = new Stack(app, 'Clicks');
new IngestionPipeline(stack, 'Pipeline', { directPut: true });
app.synth();
`;
const ES_MODULE = COMMON_JS.replace(/const (\{.*\}) = require\((.*)\);/g, 'import $1 from $2;').replace('.cjs', '.mjs');

let project: ConsumerProject;
let fromCommonJs: ProgramResult;
beforeAll(() => {
  project = installTarball();
  // With CDK's own validation of the template, as any user has it.
  fromCommonJs = project.runProgram('app.cjs', COMMON_JS);
}, 60_000);
afterAll(() => project.dispose());

function resourceTypes(outdir: string): string[] {
  const template = JSON.parse(readFileSync(join(project.folder, outdir, 'Clicks.template.json'), 'utf8'));
  return Object.values(template.Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
}

function expectPipeline(outdir: string): void {
  const types = resourceTypes(outdir);
  expect(types).toEqual(expect.arrayContaining(['AWS::ApiGateway::RestApi', 'AWS::Kinesis::Stream']));
  expect(types.filter((type) => type === 'AWS::KinesisFirehose::DeliveryStream')).toHaveLength(2);
}

test('a pipeline is synthesized from CommonJS without esbuild, Docker and network', () => {
  expect(fromCommonJs.stderr).not.toMatch(/error|refused/i);
  expect(fromCommonJs.status).toBe(0);
  expectPipeline('cdk.out.cjs');
});

test('a pipeline is synthesized from ESM without esbuild, Docker and network', () => {
  const result = project.runProgram('app.mjs', ES_MODULE, { env: { CDK_VALIDATION: 'false' } });
  expect(result.stderr).not.toMatch(/error|refused/i);
  expect(result.status).toBe(0);
  expectPipeline('cdk.out.mjs');
});

test('every export resolves, from CommonJS and from ESM', () => {
  const { exports } = JSON.parse(readFileSync(join(project.installed, 'package.json'), 'utf8'));
  const names = Object.keys(exports).map((path) => `cdk-sluice${path.slice(1)}`);
  expect(names).toEqual(
    expect.arrayContaining(['cdk-sluice', 'cdk-sluice/vtl', 'cdk-sluice/package.json', 'cdk-sluice/.jsii']),
  );
  const commonJs = `for (const name of ${JSON.stringify(names)}) console.log(require.resolve(name));`;
  const esModule = `for (const name of ${JSON.stringify(names)}) console.log(import.meta.resolve(name));`;
  expect(project.runProgram('names.cjs', commonJs)).toMatchObject({ status: 0, stderr: '' });
  expect(project.runProgram('names.mjs', esModule)).toMatchObject({ status: 0, stderr: '' });
});

test('every module among the exports loads without the peers', () => {
  const { exports } = JSON.parse(readFileSync(join(project.installed, 'package.json'), 'utf8'));
  const modules = Object.entries<{ types?: string }>(exports)
    .filter(([, target]) => target.types?.startsWith('./dist/types/'))
    .map(([path]) => `cdk-sluice${path.slice(1)}`);
  const program = `
    for (const name of ${JSON.stringify(modules)}) console.log(name, Object.keys(require(name)).length > 0);
    const peer = Object.keys(require.cache).find((file) => /aws-cdk-lib|constructs/.test(file));
    console.log(peer);`;
  const { stdout } = project.runProgram('modules.cjs', program);
  expect(stdout).toBe(`${modules.map((name) => `${name} true\n`).join('')}undefined\n`);
});

test('a file that is not exported stays out of reach', () => {
  const { stderr } = project.runProgram('inside.cjs', `require('cdk-sluice/dist/lib/checks/range');`);
  expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
});

test('the CLI runs from the tarball', () => {
  const sluice = JSON.stringify(join(project.installed, 'dist/bin/sluice.js'));
  expect(readFileSync(JSON.parse(sluice), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  const result = project.runProgram('cli.cjs', `require(${sluice});`, { args: ['--help'] });
  expect(result).toMatchObject({ status: 0, stderr: '' });
  expect(result.stdout).toContain('Usage: sluice COMMAND');
});

test('the CLI reads what the package synthesized', () => {
  const sluice = JSON.stringify(join(project.installed, 'dist/bin/sluice.js'));
  const result = project.runProgram('cli.cjs', `require(${sluice});`, { args: ['describe', 'cdk.out.cjs'] });
  expect(result.stderr).toBe('');
  expect(result.stdout).toContain('/events/batch');
});
