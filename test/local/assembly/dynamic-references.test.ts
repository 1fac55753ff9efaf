import { resolved } from './template-fixture';

const secret = (Properties: object) => ({ Resources: { S: { Type: 'AWS::SecretsManager::Secret', Properties } } });

describe('dynamic references', () => {
  test('to SSM give the value of a parameter of the same assembly, with or without a version', () => {
    const Resources = { P: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/n', Value: 'v' } } };
    expect(resolved('<{{resolve:ssm:/n}}|{{resolve:ssm:/n:3}}>', { Resources })).toBe('<v|v>');
  });

  test('are resolved after the intrinsics that spell them', () => {
    const value = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'S' }, ':SecretString:user::}}']] };
    expect(resolved(value, secret({ Name: 'n', SecretString: '{"user":"ann"}' }))).toBe('ann');
  });

  test('give the whole text of a secret by its name', () => {
    expect(resolved('{{resolve:secretsmanager:n}}', secret({ Name: 'n', SecretString: 'text' }))).toBe('text');
  });

  test('give a generated secret of the length asked for, the same each time', () => {
    const sections = secret({ Name: 'n', GenerateSecretString: { PasswordLength: 20 } });
    const value = resolved('{{resolve:secretsmanager:n}}', sections);
    expect(value).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(resolved('{{resolve:secretsmanager:n}}', sections)).toBe(value);
  });

  test.each(['{{resolve:secretsmanager:elsewhere:SecretString:key}}', '{{resolve:ssm-secure:/elsewhere:1}}'])(
    'make up what %s would give, the same each time',
    (reference) => {
      expect(resolved(reference)).toMatch(/^[A-Za-z0-9]{32}$/);
      expect(resolved(reference)).toBe(resolved(reference));
    },
  );

  test('fails on an SSM parameter that is declared nowhere', () => {
    expect(() => resolved('{{resolve:ssm:/nowhere}}')).toThrow(
      expect.objectContaining({ code: 'MISSING_SSM_PARAMETER' }),
    );
  });

  test('fails on a service that it does not know', () => {
    expect(() => resolved('{{resolve:vault:x}}')).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_DYNAMIC_REFERENCE' }),
    );
  });
});
