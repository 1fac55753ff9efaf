import type { CoverageEntry } from '../../../../local/assembly';
import { deploy } from '../template-fixture';

const judged = (Type: string, Properties: object, rest: object = {}): readonly CoverageEntry[] =>
  deploy({ ...rest, Resources: { R: { Type, Properties } } }).coverage().entries;

const verdicts = (Type: string, Properties: object, rest: object = {}): Record<string, string> =>
  Object.fromEntries(judged(Type, Properties, rest).map(({ property, status }) => [property ?? '(whole)', status]));

describe('coverage', () => {
  test('tells of every property whether it is run, ignored or not emulated', () => {
    expect(
      verdicts('AWS::ApiGateway::Method', {
        HttpMethod: 'POST',
        OperationName: 'put',
        Integration: { Type: 'AWS', CacheNamespace: 'n', IntegrationResponses: [{ StatusCode: '200' }] },
        MethodResponses: [{ StatusCode: '200', ResponseModels: { 'application/json': 'Empty' } }],
      }),
    ).toEqual({
      HttpMethod: 'run',
      OperationName: 'ignored',
      'Integration.Type': 'run',
      'Integration.CacheNamespace': 'not-emulated',
      'Integration.IntegrationResponses.StatusCode': 'run',
      'MethodResponses.StatusCode': 'run',
      'MethodResponses.ResponseModels': 'ignored',
    });
  });

  test('gives a reason for all that is not run', () => {
    const entries = judged('AWS::ApiGateway::Stage', {
      StageName: 's',
      TracingEnabled: true,
      ClientCertificateId: 'c',
    });
    expect(entries.filter(({ status }) => status !== 'run').map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/trace/),
      expect.stringMatching(/client certificate/),
    ]);
  });

  test.each([
    [{ CacheClusterEnabled: false }, 'ignored'],
    [{ CacheClusterEnabled: 'false' }, 'ignored'],
    [{ CacheClusterEnabled: { Ref: 'Off' } }, 'ignored'],
    [{ CacheClusterEnabled: true }, 'not-emulated'],
  ])('of %j counts as %s', (properties, status) => {
    const Parameters = { Off: { Type: 'String', Default: 'false' } };
    expect(Object.values(verdicts('AWS::ApiGateway::Stage', properties, { Parameters }))).toEqual([status]);
  });

  test.each<[string, object, object]>([
    ['AWS::Lambda::EventSourceMapping', { TumblingWindowInSeconds: 30 }, { TumblingWindowInSeconds: 'not-emulated' }],
    ['AWS::Lambda::EventSourceMapping', { TumblingWindowInSeconds: 0 }, { TumblingWindowInSeconds: 'ignored' }],
    ['AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 2 }, { MaximumRetryAttempts: 'ignored' }],
    ['AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 }, { MaximumRetryAttempts: 'not-emulated' }],
    ['AWS::S3::Bucket', { AccessControl: 'Private' }, { AccessControl: 'ignored' }],
    ['AWS::S3::Bucket', { AccessControl: 'PublicRead' }, { AccessControl: 'not-emulated' }],
    ['AWS::SQS::Queue', { KmsMasterKeyId: 'alias/mine' }, { KmsMasterKeyId: 'run' }],
    ['AWS::KMS::Key', { Enabled: true }, { Enabled: 'ignored' }],
    ['AWS::KMS::Key', { Enabled: false }, { Enabled: 'not-emulated' }],
    ['AWS::IAM::Policy', { Users: ['ada'] }, { Users: 'not-emulated' }],
  ])('judges %s with %j by what the runtime does', (type, properties, expected) => {
    expect(verdicts(type, properties)).toEqual(expected);
  });

  test('tells a list by the element that matters most', () => {
    const MethodSettings = [{ CachingEnabled: true }, { CachingEnabled: false }];
    expect(verdicts('AWS::ApiGateway::Stage', { MethodSettings })).toEqual({
      'MethodSettings.CachingEnabled': 'not-emulated',
    });
  });

  test('does not emulate a property that no table knows', () => {
    expect(verdicts('AWS::Kinesis::Stream', { Novelty: 1, ShardCount: 1 })).toEqual({
      Novelty: 'not-emulated',
      ShardCount: 'run',
    });
  });

  test('leaves out what a condition leaves out', () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    const CanarySetting = { 'Fn::If': ['Never', { PercentTraffic: 10 }, { Ref: 'AWS::NoValue' }] };
    expect(verdicts('AWS::ApiGateway::Stage', { StageName: 's', CanarySetting }, { Conditions })).toEqual({
      StageName: 'run',
    });
  });

  test.each([
    ['AWS::CDK::Metadata', 'ignored'],
    ['AWS::CloudWatch::Alarm', 'ignored'],
    ['AWS::SNS::Topic', 'ignored'],
    ['AWS::IAM::User', 'not-emulated'],
    ['AWS::WAFv2::WebACL', 'not-emulated'],
    ['Custom::Thing', 'not-emulated'],
    ['AWS::Nobody::Knows', 'not-emulated'],
  ])('counts %s as a whole as %s', (type, status) => {
    expect(verdicts(type, { Anything: { Ref: 'Nobody' } })).toEqual({ '(whole)': status });
  });

  test('counts each kind', () => {
    const { counts } = deploy({
      Resources: {
        Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1, Tags: [] } },
        Link: { Type: 'AWS::ApiGateway::VpcLink' },
      },
    }).coverage();
    expect(counts).toEqual({ run: 1, ignored: 1, 'not-emulated': 1 });
  });
});
