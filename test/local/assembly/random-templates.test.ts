import fc from 'fast-check';
import { AssemblyError } from '../../../local/assembly';
import { deploy, resolved } from './template-fixture';

const NAMES = [
  'P',
  'Probe',
  'C',
  'D',
  'M',
  'Loop',
  'AWS::Region',
  'AWS::NoValue',
  '__proto__',
  'constructor',
  'Arn',
  '',
  '0',
];
const KEYS = [
  ...['Ref', 'Condition', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::FindInMap', 'Fn::If'],
  ...[
    'Fn::Base64',
    'Fn::Cidr',
    'Fn::GetAZs',
    'Fn::ImportValue',
    'Fn::GetStackOutput',
    'Fn::Length',
    'Fn::ToJsonString',
  ],
  ...['Fn::And', 'Fn::Or', 'Fn::Not', 'Fn::Equals', 'Fn::Transform', 'Fn::ForEach::L', 'Fn::Unknown'],
  ...['__proto__', 'constructor', 'toString', 'plain', 'StackName', 'OutputName'],
];
const TEXTS = [
  ...NAMES,
  '${P}',
  '${Probe.Arn}',
  '${!x}',
  '${',
  '10.0.0.0/16',
  '::/0',
  '{{resolve:ssm:P}}',
  '{{resolve:x:y}}',
  '2',
];

const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constantFrom(...TEXTS), fc.integer({ min: -2, max: 300 }), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.tuple(fc.constantFrom(...KEYS), tie('value')).map(([key, value]) => Object.fromEntries([[key, value]])),
    fc.dictionary(fc.constantFrom(...KEYS, ...NAMES), tie('value'), { maxKeys: 3 }),
  ),
}));

const plain = fc.jsonValue({ maxDepth: 4 });

function refusesWithItsOwnError(attempt: () => unknown): void {
  try {
    JSON.stringify(attempt());
  } catch (error) {
    if (!(error instanceof AssemblyError)) throw error;
    expect(error.message).toContain(error.position ?? '');
  }
}

describe('templates made at random', () => {
  test('are resolved, or refused with an error of the reader', () => {
    fc.assert(
      fc.property(anything, anything, anything, (value, condition, other) =>
        refusesWithItsOwnError(() => {
          const deployment = deploy({
            Parameters: { P: { Type: 'CommaDelimitedList', Default: 'p,q' } },
            Mappings: { M: { a: other } },
            Conditions: { C: condition, D: { 'Fn::Equals': ['a', 'a'] } },
            Resources: {
              Probe: { Type: 'AWS::SQS::Queue', Properties: { QueueName: value, Tags: other } },
              Stage: { Type: 'AWS::ApiGateway::Stage', Properties: other, Metadata: value, DependsOn: value },
            },
            Outputs: { O: { Value: other, Export: { Name: value } }, C: { Value: { 'Fn::If': ['C', 1, 2] } } },
          });
          refusesWithItsOwnError(() => deployment.coverage());
          refusesWithItsOwnError(() => deployment.tryArn('none'));
          for (const resource of deployment.resources) {
            refusesWithItsOwnError(() => resource.properties);
            refusesWithItsOwnError(() => [resource.physicalId, resource.arn, resource.assetPath]);
          }
          for (const output of deployment.outputs) {
            refusesWithItsOwnError(() => output.value);
            refusesWithItsOwnError(() => output.exportName);
          }
        }),
      ),
      { numRuns: 1_000 },
    );
  });

  test('without intrinsics come out as they went in', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/"(Fn::|Ref"|Condition")|\{\{resolve:/.test(text));
        expect(JSON.stringify(resolved(value))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
