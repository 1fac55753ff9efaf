import { deploy } from './template-fixture';

const PARAMETERS = {
  Env: { Type: 'String', Default: 'prod' },
  Zones: { Type: 'CommaDelimitedList', Default: 'a,b' },
  Bootstrap: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' },
};

const rule = (Assert: object, RuleCondition?: object) => ({
  R: { ...(RuleCondition && { RuleCondition }), Assertions: [{ Assert, AssertDescription: 'told so' }] },
});
const check = (Rules: object) => deploy({ Parameters: PARAMETERS, Rules, Resources: {} });

const IS_PROD = { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] };
const IS_DEV = { 'Fn::Equals': [{ Ref: 'Env' }, 'dev'] };

describe('rules of a template', () => {
  test.each<[object]>([
    [IS_PROD],
    [{ 'Fn::Not': [IS_DEV] }],
    [{ 'Fn::And': [IS_PROD, { 'Fn::Not': [IS_DEV] }] }],
    [{ 'Fn::Or': [IS_DEV, IS_PROD] }],
    [{ 'Fn::Contains': [['prod', 'staging'], { Ref: 'Env' }] }],
    [{ 'Fn::Contains': [{ Ref: 'Zones' }, 'b'] }],
    [{ 'Fn::EachMemberEquals': [['x', 'x'], 'x'] }],
    [{ 'Fn::EachMemberIn': [{ Ref: 'Zones' }, ['a', 'b', 'c']] }],
  ])('hold by %j', (assert) => {
    expect(() => check(rule(assert))).not.toThrow();
    expect(() => check(rule({ 'Fn::Not': [assert] }))).toThrow(
      expect.objectContaining({
        code: 'INVALID_PARAMETER',
        message: expect.stringMatching(/^Stack\/Rules\.R\.Assertions\[0\] .*: told so$/),
      }),
    );
  });

  test('are asked only where their condition holds', () => {
    expect(() => check(rule(IS_DEV, IS_DEV))).not.toThrow();
    expect(() => check(rule(IS_DEV, IS_PROD))).toThrow('told so');
  });

  test.each<[string, object]>([
    ['a parameter of SSM that no stack declares', { 'Fn::Contains': [['1', '2'], { Ref: 'Bootstrap' }] }],
    ['what the account holds', { 'Fn::Contains': [{ 'Fn::RefAll': 'AWS::EC2::VPC::Id' }, { Ref: 'Env' }] }],
    ['either, with what is known', { 'Fn::And': [IS_PROD, { 'Fn::Equals': [{ Ref: 'Bootstrap' }, '6'] }] }],
  ])('hold where they depend on %s', (_name, assert) => {
    expect(() => check(rule(assert))).not.toThrow();
    expect(() => check(rule({ 'Fn::Not': [assert] }))).not.toThrow();
  });

  test('fail for what is no condition of a rule', () => {
    expect(() => check(rule({ 'Fn::Sub': 'x' }))).toThrow(expect.objectContaining({ code: 'UNKNOWN_INTRINSIC' }));
  });
});
