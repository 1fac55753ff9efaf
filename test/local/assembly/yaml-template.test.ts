import { parseYamlTemplate } from '../../../local/assembly/yaml-template';

describe('a YAML template', () => {
  test.each([
    ['!Ref Name', { Ref: 'Name' }],
    ['!Condition IsProd', { Condition: 'IsProd' }],
    ['!Sub "${A}-${B.C}"', { 'Fn::Sub': '${A}-${B.C}' }],
    ['!GetAtt Queue.Arn', { 'Fn::GetAtt': 'Queue.Arn' }],
    ['!GetAtt [Queue, Arn]', { 'Fn::GetAtt': ['Queue', 'Arn'] }],
    ['!Join ["-", [a, !Ref B]]', { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }],
    ['!If [C, !Ref A, !Ref "AWS::NoValue"]', { 'Fn::If': ['C', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] }],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['Fn::Base64: !Sub x', { 'Fn::Base64': { 'Fn::Sub': 'x' } }],
  ])('reads the short forms of %s', (text, expected) => {
    expect(parseYamlTemplate(text, 'a.yaml')).toEqual(expected);
  });

  test.each([
    ['012345678901', '012345678901'],
    ['1.10', '1.10'],
    ['2012-10-17', '2012-10-17'],
    ['22:30', '22:30'],
    ['yes', 'yes'],
    ['42', 42],
    ['true', true],
    ['"5"', '5'],
  ])('keeps %s as it is written', (text, expected) => {
    expect(parseYamlTemplate(`value: ${text}`, 'a.yaml')).toEqual({ value: expected });
  });

  test.each([
    ['a: [1', 'a.yaml:1:'],
    ['a: 1\nb: !Nope x', 'a.yaml:2:'],
    ['a: &x 1\nb: *x', 'a.yaml:2:4'],
    ['a: 1\na: 2', 'a.yaml:2:1'],
  ])('fails at the line and column of what is wrong in %j', (text, position) => {
    expect(() => parseYamlTemplate(text, 'a.yaml')).toThrow(
      expect.objectContaining({ code: 'NOT_A_TEMPLATE', position: expect.stringContaining(position) }),
    );
  });
});
