import { resolved } from './template-fixture';

const MAPPINGS = { Mappings: { Sizes: { 'us-east-1': { shards: 4 }, 'eu-west-1': { shards: 2 } } } };
const QUEUE = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } } } };

describe('Ref', () => {
  test.each([
    ['AWS::AccountId', '123456789012'],
    ['AWS::Region', 'eu-west-1'],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', 'Stack'],
    ['AWS::NotificationARNs', []],
  ])('gives the pseudo-parameter %s', (name, expected) => {
    expect(resolved({ Ref: name }, {}, { region: 'eu-west-1', account: '123456789012' })).toEqual(expected);
  });

  test.each([
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ])('derives the partition of %s', (region, partition, suffix) => {
    expect(resolved([{ Ref: 'AWS::Partition' }, { Ref: 'AWS::URLSuffix' }], {}, { region })).toEqual([
      partition,
      suffix,
    ]);
  });

  test('leaves out members and elements that are AWS::NoValue', () => {
    const none = { Ref: 'AWS::NoValue' };
    expect(resolved({ kept: 1, gone: none, list: ['a', none, 'b'] })).toEqual({ kept: 1, list: ['a', 'b'] });
  });

  test('fails on a name that nothing declares, and says where', () => {
    expect(() => resolved({ deep: [{ Ref: 'Nobody' }] })).toThrow(
      expect.objectContaining({
        code: 'UNRESOLVED_REFERENCE',
        position: expect.stringContaining('Stack/Probe.Properties.Value.deep[0].Ref'),
      }),
    );
  });

  test("fails on the names of Object's own members", () => {
    expect(() => resolved({ Ref: 'constructor' })).toThrow(expect.objectContaining({ code: 'UNRESOLVED_REFERENCE' }));
  });
});

describe('Fn::GetAtt', () => {
  test.each([[{ 'Fn::GetAtt': ['Queue', 'Arn'] }], [{ 'Fn::GetAtt': 'Queue.Arn' }]])('takes %j', (value) => {
    expect(resolved(value, QUEUE)).toBe('arn:aws:sqs:us-east-1:000000000000:orders');
  });

  test('fails on an attribute that is not known, naming resource and type', () => {
    expect(() => resolved({ 'Fn::GetAtt': ['Queue', 'Nonsense'] }, QUEUE)).toThrow(
      /'Nonsense' of Queue \(AWS::SQS::Queue\)/,
    );
  });
});

describe('Fn::Sub', () => {
  test.each([
    ['${AWS::Region}/${Queue.QueueName}', 'us-east-1/orders'],
    ['${!Literal} $ {x} ${AWS::AccountId}', '${Literal} $ {x} 000000000000'],
    [['${a}-${AWS::Region}', { a: { Ref: 'AWS::AccountId' } }], '000000000000-us-east-1'],
    [['${n}', { n: 5 }], '5'],
  ])('resolves %j', (argument, expected) => {
    expect(resolved({ 'Fn::Sub': argument }, QUEUE)).toBe(expected);
  });

  test('fails on a variable that nothing declares', () => {
    expect(() => resolved({ 'Fn::Sub': '${Missing}' })).toThrow(
      expect.objectContaining({ code: 'UNRESOLVED_REFERENCE' }),
    );
  });
});

describe('functions of texts and lists', () => {
  test.each([
    [{ 'Fn::Join': ['-', ['a', 1, true]] }, 'a-1-true'],
    [{ 'Fn::Join': ['/', { 'Fn::Split': [',', 'x,y'] }] }, 'x/y'],
    [{ 'Fn::Split': ['|', 'a||b'] }, ['a', '', 'b']],
    [{ 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    [{ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
    [{ 'Fn::Base64': 'hé' }, 'aMOp'],
    [{ 'Fn::Length': { 'Fn::Split': [',', 'a,b,c'] } }, 3],
    [{ 'Fn::ToJsonString': { region: { Ref: 'AWS::Region' } } }, '{"region":"us-east-1"}'],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    [{ 'Fn::Cidr': ['2001:db8::/56', 2, 64] }, ['2001:db8::/64', '2001:db8:0:1::/64']],
  ])('resolves %j', (value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test.each([
    [{ 'Fn::Select': [2, ['a', 'b']] }, 'MALFORMED_INTRINSIC'],
    [{ 'Fn::Join': ['-', 'a'] }, 'MALFORMED_INTRINSIC'],
    [{ 'Fn::Join': ['-', [['a']]] }, 'MALFORMED_INTRINSIC'],
    [{ 'Fn::Split': ['', 'a'] }, 'MALFORMED_INTRINSIC'],
    [{ 'Fn::Cidr': ['10.0.0.0/24', 3, 8] }, 'MALFORMED_INTRINSIC'],
    [{ 'Fn::Nope': 1 }, 'UNKNOWN_INTRINSIC'],
    [{ 'Fn::Equals': ['a', 'a'] }, 'UNKNOWN_INTRINSIC'],
    [{ 'Fn::Sub': 'x', other: 1 }, 'MALFORMED_INTRINSIC'],
    [{ 'Fn::Transform': { Name: 'AWS::Include' } }, 'UNSUPPORTED_TRANSFORM'],
  ])('fails on %j', (value, code) => {
    expect(() => resolved(value)).toThrow(expect.objectContaining({ code }));
  });
});

describe('Fn::FindInMap', () => {
  test('finds by resolved keys', () => {
    expect(resolved({ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'shards'] }, MAPPINGS)).toBe(4);
  });

  test('gives the default value where a key is absent', () => {
    const value = { 'Fn::FindInMap': ['Sizes', 'nowhere', 'shards', { DefaultValue: 1 }] };
    expect(resolved(value, MAPPINGS)).toBe(1);
  });

  test('fails where a key is absent and nothing is given in its place', () => {
    expect(() => resolved({ 'Fn::FindInMap': ['Sizes', 'nowhere', 'shards'] }, MAPPINGS)).toThrow(
      /Sizes.nowhere.shards/,
    );
  });
});
