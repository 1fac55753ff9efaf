import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
// The base is no part of the package's interface.
import { handlerCode } from '../../../dist/lib/functions/handler-code';
import { HandlerFunction, type HandlerFunctionProps } from '../../../dist/lib/functions/handler-function';

const CODE = lambda.Code.fromInline('exports.handler = async () => ({});');

function make(props: Partial<HandlerFunctionProps> = {}) {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const made = new HandlerFunction(stack, 'Handler', {
    handler: 'producer',
    description: 'Tests',
    timeout: Duration.seconds(5),
    code: CODE,
    ...props,
  });
  return { app, stack, made, template: () => Template.fromStack(stack) };
}

test('a function is on ARM, with Node.js 24, active tracing and JSON logs in a group of its own', () => {
  const { stack, made, template } = make();
  template().hasResourceProperties('AWS::Lambda::Function', {
    Architectures: ['arm64'],
    Runtime: 'nodejs24.x',
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogFormat: 'JSON', LogGroup: stack.resolve(made.logGroup.logGroupName) },
  });
  template().hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

test('its role may write its log and traces, and no more', () => {
  const { stack, made, template } = make();
  template().hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: stack.resolve(made.logGroup.logGroupArn),
        },
        { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
      ],
    },
  });
});

test('a grant is added to its role', () => {
  const { made, template } = make();
  made.addToRolePolicy(new iam.PolicyStatement({ actions: ['kinesis:PutRecords'], resources: ['arn:one'] }));
  template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([{ Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: 'arn:one' }]),
    },
  });
});

test('Node.js 22 is taken where asked for', () => {
  const { template } = make({ runtime: lambda.Runtime.NODEJS_22_X });
  template().hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs22.x' });
});

test('fails on a runtime the handlers are not built for', () => {
  expect(() => make({ runtime: lambda.Runtime.PYTHON_3_13 })).toThrow(
    "'runtime' must be one of nodejs22.x, nodejs24.x, which the handlers are built for, got python3.13",
  );
});

test('fails on an environment that Lambda would refuse', () => {
  expect(() => make({ environment: { LONG: 'x'.repeat(4_093) } })).toThrow(
    "the function's environment must be at most 4096 bytes, got 4097: shorten its options",
  );
});

describe('the code of a prebuilt handler', () => {
  // Laid out as the package is, with a handler of the test's own.
  const root = mkdtempSync(join(tmpdir(), 'sluice-handlers-'));
  const load = () => {
    mkdirSync(join(root, 'dist/lib/functions'), { recursive: true });
    mkdirSync(join(root, 'dist/lambda/producer'), { recursive: true });
    writeFileSync(join(root, 'dist/lambda/producer/index.js'), 'exports.handler = 1;');
    const file = join(root, 'dist/lib/functions/handler-code.js');
    const own = resolve(__dirname, '../../../dist/lib/functions/handler-code.js');
    const text = readFileSync(own, 'utf8').replace(/require\("(aws-cdk-lib[^"]*)"\)/g, (_, name) => {
      return `require(${JSON.stringify(require.resolve(name))})`;
    });
    writeFileSync(file, text);
    return require(file) as { handlerCode: typeof handlerCode };
  };

  function assetsOf(files?: { [name: string]: string }, outdir?: string): { [name: string]: string }[] {
    const { handlerCode: own } = load();
    const app = new App({ outdir });
    const stack = new Stack(app, 'Stack');
    const { code, dispose } = own(stack, 'producer', files);
    new lambda.Function(stack, 'Function', { code, handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X });
    dispose();
    const { directory } = app.synth();
    return readdirSync(directory)
      .filter((name) => name.startsWith('asset.'))
      .map((name) => {
        const inside = readdirSync(join(directory, name), { recursive: true, withFileTypes: true });
        const entries = inside.filter((entry) => entry.isFile()).map((entry) => entry.name);
        return { name, files: entries.sort().join(' ') };
      });
  }

  test('is the handler as it was built', () => {
    expect(assetsOf().map(({ files }) => files)).toEqual(['index.js']);
  });

  test('holds the added files beside it', () => {
    expect(assetsOf({ 'validator.js': 'exports.x = 1;' }).map(({ files }) => files)).toEqual(['index.js validator.js']);
  });

  test('is the same asset for the same files, and another for others', () => {
    const name = (text: string) => assetsOf({ 'a.js': text })[0]?.name;
    expect(name('1')).toBe(name('1'));
    expect(name('1')).not.toBe(name('2'));
  });

  test('leaves no folder behind', () => {
    const own = mkdtempSync(join(tmpdir(), 'sluice-own-'));
    const spy = jest.spyOn(os, 'tmpdir').mockReturnValue(own);
    assetsOf({ 'a.js': '1' }, join(root, 'cdk.out'));
    expect(spy).toHaveBeenCalled();
    spy.mockRestore();
    expect(readdirSync(own)).toEqual([]);
  });

  test('fails on a handler that is not there', () => {
    expect(() => handlerCode(new Stack(), 'nothing' as 'producer')).toThrow(
      "the prebuilt handler 'nothing' is missing from this installation: install cdk-sluice again",
    );
  });
});
