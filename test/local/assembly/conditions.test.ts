import { deploy, resolved } from './template-fixture';

const PARAMETERS = {
  Parameters: { Stage: { Type: 'String', Default: 'dev' }, On: { Type: 'String', Default: 'true' } },
};
const isStage = (name: string) => ({ 'Fn::Equals': [{ Ref: 'Stage' }, name] });

describe('conditions', () => {
  test.each([
    [isStage('dev'), true],
    [isStage('prod'), false],
    [{ 'Fn::Equals': [{ Ref: 'On' }, true] }, true],
    [{ 'Fn::Not': [isStage('prod')] }, true],
    [{ 'Fn::And': [isStage('dev'), { Condition: 'Never' }] }, false],
    [{ 'Fn::Or': [isStage('prod'), { 'Fn::Not': [{ Condition: 'Never' }] }] }, true],
  ])('%j is %s', (condition, expected) => {
    const sections = { ...PARAMETERS, Conditions: { It: condition, Never: { 'Fn::Equals': ['a', 'b'] } } };
    expect(resolved({ 'Fn::If': ['It', true, false] }, sections)).toBe(expected);
  });

  test('resolve the branch that holds and leave the other alone', () => {
    const sections = { ...PARAMETERS, Conditions: { Dev: isStage('dev') } };
    expect(resolved({ a: { 'Fn::If': ['Dev', 'yes', { Ref: 'Nobody' }] } }, sections)).toEqual({ a: 'yes' });
    expect(resolved({ a: { 'Fn::If': ['Dev', { Ref: 'AWS::NoValue' }, 'no'] } }, sections)).toEqual({});
  });

  test('leave out resources and outputs for which they do not hold', () => {
    const deployment = deploy({
      ...PARAMETERS,
      Conditions: { Prod: isStage('prod') },
      Resources: { A: { Type: 'AWS::SQS::Queue' }, B: { Type: 'AWS::SQS::Queue', Condition: 'Prod' } },
      Outputs: { Yes: { Value: 'yes' }, No: { Value: { Ref: 'B' }, Condition: 'Prod' } },
    });
    expect(deployment.resources.map(({ logicalId }) => logicalId)).toEqual(['A']);
    expect(deployment.outputs.map(({ logicalId, value }) => [logicalId, value])).toEqual([['Yes', 'yes']]);
  });

  test('fails on a reference to a resource whose condition does not hold, and names the condition', () => {
    const sections = { ...PARAMETERS, Conditions: { Prod: isStage('prod') } };
    const Resources = { B: { Type: 'AWS::SQS::Queue', Condition: 'Prod' } };
    expect(() => resolved({ Ref: 'B' }, { ...sections, Resources })).toThrow(/only where condition 'Prod' holds/);
  });

  test('fails on conditions that need each other, showing the way round', () => {
    const Conditions = { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } };
    expect(() => resolved({ 'Fn::If': ['A', 1, 2] }, { Conditions })).toThrow(
      expect.objectContaining({ code: 'CIRCULAR_REFERENCE', message: expect.stringContaining('Conditions.B') }),
    );
  });

  test.each([
    [{ 'Fn::Matches': ['a', 'b'] }, 'UNKNOWN_INTRINSIC'],
    [{ 'Fn::And': [] }, 'MALFORMED_INTRINSIC'],
    [{ Condition: 'Nobody' }, 'UNRESOLVED_REFERENCE'],
    ['maybe', 'MALFORMED_INTRINSIC'],
  ])('fails on %j', (condition, code) => {
    expect(() => resolved({ 'Fn::If': ['It', 1, 2] }, { Conditions: { It: condition } })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
