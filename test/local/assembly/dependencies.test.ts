import { deploy } from './template-fixture';

const queue = (value: unknown, attributes: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { Tags: value },
  ...attributes,
});

const names = (Resources: object, rest: object = {}) =>
  deploy({ ...rest, Resources }).resources.map(({ logicalId }) => logicalId);

describe('dependencies of resources', () => {
  test.each<[string, unknown]>([
    ['Ref', { Ref: 'B' }],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['B', 'Arn'] }],
    ['Fn::GetAtt in one text', { 'Fn::GetAtt': 'B.Arn' }],
    ['Fn::Sub', { 'Fn::Sub': 'x-$' + '{B.Arn}' }],
    ['Fn::Sub of its own variable', { 'Fn::Sub': ['$' + '{V}', { V: { Ref: 'B' } }] }],
    ['the branch that is taken', { 'Fn::If': ['Never', 'x', { Ref: 'B' }] }],
  ])('fail where they make a circle by %s', (_name, value) => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    const Resources = { A: queue([{ Key: 'k', Value: value }]), B: queue([], { DependsOn: 'A' }) };
    expect(() => names(Resources, { Conditions })).toThrow(
      expect.objectContaining({
        code: 'CIRCULAR_REFERENCE',
        message: expect.stringMatching(/^Stack\/A .*resources depend on each other: A -> B -> A$/),
      }),
    );
  });

  test('fail where DependsOn names what is declared nowhere', () => {
    expect(() => names({ A: queue([], { DependsOn: ['A2'] }) })).toThrow(
      expect.objectContaining({
        code: 'UNRESOLVED_REFERENCE',
        message: expect.stringMatching(/^Stack\/A\.DependsOn .*no resource 'A2' is declared in this stack$/),
      }),
    );
  });

  test('may name a resource whose condition does not hold', () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    const Resources = { A: queue([], { DependsOn: 'B' }), B: queue([], { Condition: 'Never', DependsOn: 'A' }) };
    expect(names(Resources, { Conditions })).toEqual(['A']);
  });

  test.each<[string, unknown]>([
    ['a variable of Fn::Sub with the name of a resource', { 'Fn::Sub': ['$' + '{B}', { B: 'x' }] }],
    ['text that stands for itself', { 'Fn::Sub': '$' + '{!B}' }],
    ['the branch that is not taken', { 'Fn::If': ['Never', { Ref: 'B' }, 'x'] }],
  ])('are not made by %s', (_name, value) => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    const Resources = { A: queue([{ Key: 'k', Value: value }]), B: queue([], { DependsOn: 'A' }) };
    expect(names(Resources, { Conditions })).toEqual(['A', 'B']);
  });
});
