import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Deployment, type LoadOptions, loadDeployment } from '../../../local/assembly';
import { TemporaryFolder } from './temporary-folder';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

let count = 0;

interface StackFixture {
  readonly template: object;
  readonly environment?: string;
}

/** Writes an assembly of the given stages, '' being the top level, and gives its folder. */
function assembly(stages: Readonly<Record<string, Readonly<Record<string, StackFixture>>>>): string {
  const root = `assembly-${count++}`;
  const artifacts: Record<string, unknown> = {};
  for (const [stage, stacks] of Object.entries(stages)) {
    const directory = stage === '' ? root : `${root}/assembly-${stage}`;
    const own = stage === '' ? artifacts : {};
    for (const [name, { template, environment }] of Object.entries(stacks)) {
      folder.write(`${directory}/${name}.template.json`, template);
      own[name] = {
        type: 'aws:cloudformation:stack',
        environment: environment ?? 'aws://unknown-account/unknown-region',
        properties: { templateFile: `${name}.template.json`, stackName: name },
      };
    }
    if (stage === '') continue;
    folder.write(`${directory}/manifest.json`, { artifacts: own });
    artifacts[`assembly-${stage}`] = {
      type: 'cdk:cloud-assembly',
      properties: { directoryName: `assembly-${stage}`, displayName: stage },
    };
  }
  folder.write(`${root}/manifest.json`, { artifacts });
  return join(folder.path, root);
}

const queue = (QueueName: unknown, Outputs: object = {}): StackFixture => ({
  template: { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName } } }, Outputs },
});

const load = (stages: Parameters<typeof assembly>[0], options: LoadOptions = {}): Deployment =>
  loadDeployment(assembly(stages), options);

const queueNames = (deployment: Deployment): unknown[] =>
  deployment.resources.map(({ properties }) => properties.QueueName);

describe('stages', () => {
  const stages = { '': { Account: queue('account') }, dev: { DevApi: queue('dev') }, prod: { ProdApi: queue('prod') } };

  test('of several the first is taken, and its stacks alone', () => {
    const deployment = load(stages);
    expect([deployment.stage, deployment.stages, queueNames(deployment)]).toEqual(['dev', ['dev', 'prod'], ['dev']]);
  });

  test('are chosen by name', () => {
    expect(queueNames(load(stages, { stage: 'prod' }))).toEqual(['prod']);
  });

  test('see the stacks beside them without being made of them', () => {
    expect(load(stages).shared.map(({ stack }) => stack)).toEqual(['Account']);
  });

  test('without a name are the top level of an app that has none', () => {
    const deployment = load({ '': { A: queue('a'), B: queue('b') } });
    expect([deployment.stage, deployment.stages, queueNames(deployment)]).toEqual([undefined, [], ['a', 'b']]);
  });

  test('fails on an unknown name and lists those it knows', () => {
    expect(() => load(stages, { stage: 'test' })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_STAGE', message: expect.stringContaining('dev, prod') }),
    );
  });
});

describe('across stacks', () => {
  const exported = { Out: { Value: 'shared-name', Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Name' } } } };

  test('an export is imported by its resolved name, whichever stack comes first', () => {
    const deployment = load({ '': { User: queue({ 'Fn::ImportValue': 'Owner:Name' }), Owner: queue('x', exported) } });
    expect(queueNames(deployment)).toEqual(['shared-name', 'x']);
  });

  test('an output is read by Fn::GetStackOutput, exported or not', () => {
    const value = { 'Fn::GetStackOutput': { StackName: 'Owner', OutputName: 'Plain' } };
    const deployment = load({ '': { User: queue(value), Owner: queue('x', { Plain: { Value: 'plain' } }) } });
    expect(queueNames(deployment)).toEqual(['plain', 'x']);
  });

  test('an output is read from the Region that is named', () => {
    const inRegion = (region: string): StackFixture => ({
      ...queue('x', { Out: { Value: `from-${region}` } }),
      environment: `aws://111111111111/${region}`,
    });
    const value = { 'Fn::GetStackOutput': { StackName: 'Far', OutputName: 'Out', Region: 'us-east-1' } };
    const User = { ...queue(value), environment: 'aws://111111111111/eu-west-1' };
    expect(queueNames(load({ '': { User, Far: inRegion('us-east-1') } }))[0]).toBe('from-us-east-1');
    expect(() => queueNames(load({ '': { User, Far: inRegion('us-west-2') } }))).toThrow(
      expect.objectContaining({ code: 'MISSING_OUTPUT' }),
    );
  });

  test('a stage reads the exports of a stack beside the stages', () => {
    const deployment = load({
      '': { Base: queue('x', exported) },
      dev: { Api: queue({ 'Fn::ImportValue': 'Base:Name' }) },
    });
    expect(queueNames(deployment)).toEqual(['shared-name']);
  });

  test('fails on an export that no stack has', () => {
    expect(() => queueNames(load({ '': { A: queue({ 'Fn::ImportValue': 'Nobody' }) } }))).toThrow(
      expect.objectContaining({
        code: 'MISSING_EXPORT',
        position: expect.stringContaining('A/Queue.Properties.QueueName'),
      }),
    );
  });

  test('fails on an output that its stack does not have', () => {
    const value = { 'Fn::GetStackOutput': { StackName: 'A', OutputName: 'Nope' } };
    expect(() => queueNames(load({ '': { A: queue(value) } }))).toThrow(/the stack has no such output/);
  });

  test('fails on stacks that need each other, showing the way round', () => {
    const give = (name: string) => ({
      Out: { Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] }, Export: { Name: name } },
    });
    const A = queue({ 'Fn::ImportValue': 'b' }, give('a'));
    const B = queue({ 'Fn::ImportValue': 'a' }, give('b'));
    expect(() => queueNames(load({ '': { A, B } }))).toThrow(expect.objectContaining({ code: 'CIRCULAR_REFERENCE' }));
  });
});

describe('the environment', () => {
  const bound: StackFixture = { ...queue('q'), environment: 'aws://222222222222/eu-west-1' };

  test('is the one a stack is bound to', () => {
    const { region, account, resources } = load({ '': { A: bound } });
    expect([region, account, resources[0]?.arn]).toEqual([
      'eu-west-1',
      '222222222222',
      'arn:aws:sqs:eu-west-1:222222222222:q',
    ]);
  });

  test('of stacks left open is the one asked for', () => {
    const { resources } = load({ '': { A: queue('q') } }, { region: 'cn-north-1', account: '333333333333' });
    expect(resources[0]?.arn).toBe('arn:aws-cn:sqs:cn-north-1:333333333333:q');
  });

  test('fails where every stack is bound to another one than asked for', () => {
    expect(() => load({ '': { A: bound } }, { region: 'us-east-1' })).toThrow(
      expect.objectContaining({ code: 'ENVIRONMENT_MISMATCH', message: expect.stringContaining('eu-west-1') }),
    );
  });
});

test('stacks of two Regions may share a name, and not ids and generated names', () => {
  const bucket = { Bucket: { Type: 'AWS::S3::Bucket' }, Api: { Type: 'AWS::ApiGateway::RestApi' } };
  const named = ({ template }: StackFixture): StackFixture => ({
    template: { ...template, Resources: { ...Object(Reflect.get(template, 'Resources')), ...bucket } },
  });
  const app = assembly({ '': { One: named(queue('one')), Two: named(queue('two')) } });
  const manifest = JSON.parse(readFileSync(join(app, 'manifest.json'), 'utf8'));
  for (const [id, region] of [
    ['One', 'eu-west-1'],
    ['Two', 'us-east-1'],
  ]) {
    manifest.artifacts[String(id)].environment = `aws://111111111111/${region}`;
    manifest.artifacts[String(id)].properties.stackName = 'Same';
  }
  writeFileSync(join(app, 'manifest.json'), JSON.stringify(manifest));
  const deployment = loadDeployment(app);
  expect(deployment.ofType('AWS::SQS::Queue').map(({ properties }) => properties.QueueName)).toEqual(['one', 'two']);
  for (const type of ['AWS::S3::Bucket', 'AWS::ApiGateway::RestApi']) {
    expect(new Set(deployment.ofType(type).map(({ physicalId }) => physicalId)).size).toBe(2);
  }
});

describe('nested stacks', () => {
  test('are found by a local path, and exchange parameters and outputs', () => {
    folder.write(
      'nested/inner.yaml',
      'Parameters: {Name: {Type: String}}\nResources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name}}}\nOutputs: {Arn: {Value: !GetAtt Queue.Arn}}',
    );
    const outer = folder.write(
      'nested/outer.yaml',
      'Resources:\n  Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml, Parameters: {Name: deep}}}\nOutputs: {Arn: {Value: !GetAtt Inner.Outputs.Arn}, Id: {Value: !Ref Inner}}',
    );
    const deployment = loadDeployment(outer);
    expect(deployment.stacks).toEqual(['outer', expect.stringMatching(/^outer-Inner-[A-Z2-7]{12}$/)]);
    expect(deployment.outputs.map(({ value }) => value)).toEqual([
      'arn:aws:sqs:us-east-1:000000000000:deep',
      expect.stringMatching(/:stack\/outer-Inner-[A-Z2-7]{12}\//),
      'arn:aws:sqs:us-east-1:000000000000:deep',
    ]);
  });

  test('resolve a parameter only when it is needed', () => {
    folder.write(
      'lazy/inner.yaml',
      'Parameters: {A: {Type: String}, B: {Type: String}}\nOutputs: {A: {Value: !Ref A}, B: {Value: !Ref B}}',
    );
    const outer = folder.write(
      'lazy/outer.yaml',
      'Resources:\n  Odd: {Type: Custom::Odd}\n  Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml, Parameters: {A: told, B: !GetAtt Odd.Value}}}',
    );
    const [a, b] = loadDeployment(outer).outputs;
    expect(a?.value).toBe('told');
    expect(() => b?.value).toThrow(expect.objectContaining({ code: 'UNKNOWN_ATTRIBUTE' }));
  });

  test('fails where the template is neither an asset nor a local file', () => {
    const Inner = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3/x.json' } };
    expect(() => load({ '': { A: { template: { Resources: { Inner } } } } })).toThrow(
      expect.objectContaining({ code: 'NESTED_TEMPLATE_NOT_FOUND' }),
    );
  });
});

describe('what is no assembly', () => {
  test.each([
    ['nothing there', () => join(folder.path, 'absent'), 'ASSEMBLY_NOT_FOUND'],
    ['a folder without a manifest', () => folder.path, 'ASSEMBLY_NOT_FOUND'],
    ['text that is no template', () => folder.write('a.json', 'hello'), 'NOT_A_TEMPLATE'],
    ['broken JSON', () => folder.write('b.json', '{"Resources": '), 'NOT_A_TEMPLATE'],
    ['a template without resources', () => folder.write('c.json', {}), 'NOT_A_TEMPLATE'],
    ['a resource without a type', () => folder.write('d.json', { Resources: { A: {} } }), 'NOT_A_TEMPLATE'],
    [
      'a SAM template',
      () => folder.write('e.json', { Transform: 'AWS::Serverless-2016-10-31', Resources: {} }),
      'UNSUPPORTED_TRANSFORM',
    ],
    ['a manifest that is no JSON', () => join(folder.write('m/manifest.json', '{'), '..'), 'ASSEMBLY_UNREADABLE'],
    ['an assembly without stacks', () => assembly({ '': {} }), 'ASSEMBLY_NOT_FOUND'],
  ])('fails on %s', (_, path, code) => {
    expect(() => loadDeployment(path())).toThrow(expect.objectContaining({ code }));
  });

  test('fails on a template that the manifest names and the folder lacks', () => {
    folder.write('torn/manifest.json', {
      artifacts: { A: { type: 'aws:cloudformation:stack', properties: { templateFile: 'A.template.json' } } },
    });
    expect(() => loadDeployment(join(folder.path, 'torn'))).toThrow(
      expect.objectContaining({ code: 'ASSEMBLY_UNREADABLE' }),
    );
  });
});
