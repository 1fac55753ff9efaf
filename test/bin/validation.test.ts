import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { type SynthResult, synthReferenceApp } from '../support/reference-app';

const ROOT = resolve(__dirname, '../..');
const hasCfnLint = spawnSync('cfn-lint', ['--version']).status === 0;

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

  (hasCfnLint ? test : test.skip)('pass cfn-lint without an error (skipped where cfn-lint is not installed)', () => {
    const paths = app.templates.map(({ path }) => path);
    const { stdout } = spawnSync('cfn-lint', ['--non-zero-exit-code', 'error', '-r', 'us-east-1', '-t', ...paths], {
      encoding: 'utf8',
    });
    expect(stdout.split('\n').filter((line) => /^E\d{4}/.test(line))).toEqual([]);
  });
});
