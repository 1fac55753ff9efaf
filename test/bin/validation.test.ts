import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type SynthResult, synthReferenceApp } from '../support/reference-app';

const ROOT = resolve(__dirname, '../..');
const lintTest = spawnSync('cfn-lint', ['--version']).status === 0 ? test : test.skip;

/** What cfn-lint says of templates: errors, and whatever it complains of itself. */
function cfnLint(paths: string[]) {
  const args = ['--non-zero-exit-code', 'error', '--format', 'parseable', '-r', 'us-east-1', '-t', ...paths];
  const { status, stdout, stderr } = spawnSync('cfn-lint', args, { encoding: 'utf8' });
  const errors = stdout.split('\n').filter((line) => /:E\d{4}:/.test(line));
  return { status, errors, stderr };
}

/** Synthesizes `program` in an app that has a front door and cdk-nag, with all validators on. */
function synthPlanted(program: string, context: object = { '@aws-cdk/core:validateAgainstDefaultRules': true }) {
  const source = `
    const { App, CfnResource, Stack, Validations } = require('aws-cdk-lib');
    const { Bucket } = require('aws-cdk-lib/aws-s3');
    const { AwsSolutionsChecks } = require('cdk-nag');
    const { IngestionPipeline } = require('cdk-sluice');
    const app = new App({ context: ${JSON.stringify(context)} });
    const stack = new Stack(app, 'Planted');
    new IngestionPipeline(stack, 'Pipeline');
    ${program}
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    app.synth();`;
  const { CDK_VALIDATION: _, ...env } = process.env;
  return spawnSync(process.execPath, ['-e', source], { cwd: ROOT, encoding: 'utf8', env });
}

describe('with all validators on', () => {
  test('the pipeline has no finding', () => {
    const { status, stdout, stderr } = synthPlanted('');
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  test("cdk-nag's rules fail the synthesis of a planted bucket", () => {
    const { status, stderr } = synthPlanted("new Bucket(stack, 'Planted');");
    expect(status).not.toBe(0);
    expect(stderr).toContain('AwsSolutions-S10');
  });

  test("CloudFormation's rules fail the synthesis of a planted property", () => {
    const plant =
      "new CfnResource(stack, 'Planted', { type: 'AWS::SQS::Queue', properties: { DelaySeconds: 'soon' } });";
    const { status, stderr } = synthPlanted(plant);
    expect(status).not.toBe(0);
    expect(stderr).toContain('DelaySeconds');
  });
});

describe('the templates of the reference app', () => {
  let app: SynthResult;
  beforeAll(() => {
    app = synthReferenceApp({ validation: true });
  });
  afterAll(() => app.dispose());

  test('pass all validators without a word', () => {
    expect([app.status, app.stdout, app.stderr]).toEqual([0, '', '']);
  });

  lintTest('pass cfn-lint without an error (skipped where cfn-lint is not installed)', () => {
    expect(app.templates.length).toBeGreaterThan(0);
    expect(cfnLint(app.templates.map(({ path }) => path))).toEqual({ status: 0, errors: [], stderr: '' });
  });

  lintTest('fail cfn-lint with a planted error (skipped where cfn-lint is not installed)', () => {
    const planted = join(app.outdir, 'planted.json');
    const resource = { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 'soon' } };
    writeFileSync(planted, JSON.stringify({ Resources: { Planted: resource } }));
    const { status, errors } = cfnLint([planted]);
    expect(status).not.toBe(0);
    expect(errors).toEqual([expect.stringMatching(/:E\d{4}:'soon'/)]);
  });

  lintTest('are not taken for clean where cfn-lint itself fails (skipped where cfn-lint is not installed)', () => {
    expect(cfnLint([join(app.outdir, 'missing.json')]).status).not.toBe(0);
    expect(cfnLint(['--no-such-option']).status).not.toBe(0);
  });
});
