import { resolved } from './template-fixture';

const declare = (declaration: object) => ({ Parameters: { P: declaration } });
const value = (declaration: object, parameters?: Record<string, string>) =>
  resolved({ Ref: 'P' }, declare(declaration), parameters === undefined ? {} : { parameters });

describe('parameters', () => {
  test('take their default, as text', () => {
    expect(value({ Type: 'Number', Default: 5 })).toBe('5');
  });

  test('take the value given, by name or for one stack alone', () => {
    expect(value({ Type: 'String', Default: 'a' }, { P: 'b' })).toBe('b');
    expect(value({ Type: 'String', Default: 'a' }, { P: 'b', 'Stack:P': 'c' })).toBe('c');
  });

  test.each(['CommaDelimitedList', 'List<Number>', 'List<AWS::EC2::Subnet::Id>'])('of type %s are lists', (Type) => {
    expect(value({ Type, Default: '1, 2' })).toEqual(['1', '2']);
  });

  test('of an SSM type take the value of a parameter of the same assembly', () => {
    const sections = {
      ...declare({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a/b' }),
      Resources: { S: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/a/b', Type: 'String', Value: 'found' } } },
    };
    expect(resolved({ Ref: 'P' }, sections)).toBe('found');
  });

  test('of an SSM type take a value given by the caller', () => {
    const sections = declare({ Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/list' });
    expect(resolved({ Ref: 'P' }, sections, { ssmParameters: { '/list': 'a,b' } })).toEqual(['a', 'b']);
  });

  test('fails on an SSM parameter that is declared nowhere, once it is needed', () => {
    const sections = declare({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/nowhere' });
    expect(resolved('not needed', sections)).toBe('not needed');
    expect(() => resolved({ Ref: 'P' }, sections)).toThrow(expect.objectContaining({ code: 'MISSING_SSM_PARAMETER' }));
  });

  test('fails at once where values are missing, naming all of them', () => {
    const Parameters = { A: { Type: 'String' }, B: { Type: 'String' } };
    expect(() => resolved('x', { Parameters })).toThrow(/Stack:A, Stack:B/);
  });

  test('fails on a value for a parameter that nothing declares', () => {
    expect(() => value({ Type: 'String', Default: '' }, { Q: '1' })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PARAMETER', message: expect.stringContaining("'Q'") }),
    );
  });

  test.each([
    [{ Type: 'String', AllowedValues: ['a', 'b'], Default: 'c' }, 'AllowedValues'],
    [{ Type: 'String', AllowedPattern: '[a-z]+', Default: 'a1' }, 'AllowedPattern'],
    [{ Type: 'String', MinLength: 3, Default: 'ab' }, 'MinLength'],
    [{ Type: 'String', MaxLength: '1', Default: 'ab' }, 'MaxLength'],
    [{ Type: 'Number', MaxValue: 10, Default: 11 }, 'MaxValue'],
    [{ Type: 'Number', Default: 'many' }, 'a number'],
    [{ Type: 'CommaDelimitedList', AllowedValues: ['a'], Default: 'a,b' }, 'AllowedValues'],
  ])('fails on a value that %j does not allow', (declaration, message) => {
    expect(() => value(declaration)).toThrow(
      expect.objectContaining({ code: 'INVALID_PARAMETER', message: expect.stringContaining(message) }),
    );
  });

  test('fails without quoting a value that is not to be echoed', () => {
    const attempt = () => value({ Type: 'String', NoEcho: true, MinLength: 9 }, { P: 'hush' });
    expect(attempt).toThrow(/MinLength/);
    expect(attempt).not.toThrow(/hush/);
  });
});
