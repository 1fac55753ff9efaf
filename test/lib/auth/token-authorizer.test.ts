import { App, type AppProps, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { HealthTarget, IngestionApi, TokenAuthorizer, type TokenAuthorizerProps, TokenVerifier } from 'cdk-sluice';
import { findingsIn, VALIDATED } from '../../support/findings';
import { ENV, grantsOf } from '../consumers/consumed';

const JWT = { issuer: 'https://login.example.com/', audience: ['events'] };
const ROLE = /^AuthorizerHandlerRole/;
const BASE_GRANTS = [
  ['logs:CreateLogStream logs:PutLogEvents', expect.anything()],
  ['xray:PutTelemetryRecords xray:PutTraceSegments', '*'],
];

function authorized(
  verifier: (stack: Stack) => TokenVerifier = () => TokenVerifier.jwt(JWT),
  props: Partial<TokenAuthorizerProps> = {},
  appProps: AppProps = {},
) {
  const app = new App(appProps);
  const stack = new Stack(app, 'Test', { env: ENV });
  const authorizer = new TokenAuthorizer(stack, 'Authorizer', { verifier: verifier(stack), ...props });
  const api = new IngestionApi(stack, 'Api', { auth: authorizer.auth });
  api.addRoute('/events', new HealthTarget(), { method: 'GET' });
  api.addRoute('/more', new HealthTarget(), { method: 'GET' });
  return { app, stack, authorizer, template: () => Template.fromStack(stack) };
}

function configOf(template: Template): unknown {
  const [fn] = Object.values(template.findResources('AWS::Lambda::Function'));
  return JSON.parse(fn?.Properties.Environment.Variables.AUTHORIZER_CONFIG);
}

test('routes share one authorizer, which is handed the token and kept for five minutes', () => {
  const template = authorized().template();
  template.resourceCountIs('AWS::ApiGateway::Authorizer', 1);
  template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    Type: 'TOKEN',
    IdentitySource: 'method.request.header.Authorization',
    AuthorizerResultTtlInSeconds: 300,
  });
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Principal: 'apigateway.amazonaws.com',
    SourceArn: Match.anyValue(),
  });
});

test('header and time to live are as the props say', () => {
  const props = { tokenHeader: 'X-Tenant-Key', cacheTtl: Duration.seconds(0) };
  authorized(undefined, props).template().hasResourceProperties('AWS::ApiGateway::Authorizer', {
    IdentitySource: 'method.request.header.X-Tenant-Key',
    AuthorizerResultTtlInSeconds: 0,
  });
});

describe('by JSON Web Tokens', () => {
  test('the function is told what tokens must be', () => {
    const verifier = () => TokenVerifier.jwt({ ...JWT, scopes: ['events:write'] });
    expect(configOf(authorized(verifier).template())).toEqual({
      version: 1,
      verifier: {
        kind: 'jwt',
        ...JWT,
        scopes: ['events:write'],
        jwksUri: 'https://login.example.com/.well-known/jwks.json',
      },
    });
  });

  test('the function may do nothing but log', () => {
    expect(grantsOf(authorized().template(), ROLE)).toEqual(BASE_GRANTS);
  });
});

describe('by keys of tenants', () => {
  test('the function may read the one secret, and use its key by way of Secrets Manager', () => {
    const { template } = authorized((stack) => {
      const secret = new Secret(stack, 'Keys', { encryptionKey: new Key(stack, 'Key') });
      return TokenVerifier.tenantKeys({ secret, cacheTtl: Duration.minutes(2) });
    });
    const secret = { Ref: expect.stringMatching(/^Keys/) };
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
    const via = {
      StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.eu-west-1.', expect.anything()]] } },
    };
    expect(grantsOf(template(), ROLE)).toEqual([
      ...BASE_GRANTS,
      ['secretsmanager:GetSecretValue', secret],
      ['kms:Decrypt', { Resource: key, Condition: via }],
    ]);
    expect(configOf(template())).toEqual({ version: 1, verifier: { kind: 'tenant-keys', cacheTtl: 120 } });
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { AUTHORIZER_SECRET: { Ref: Match.stringLikeRegexp('^Keys') } } },
    });
  });

  test('of a secret known by its name, the six characters at the end of its ARN alone are open', () => {
    const { template } = authorized((stack) =>
      TokenVerifier.tenantKeys({ secret: Secret.fromSecretNameV2(stack, 'Keys', 'tenant-keys') }),
    );
    expect(JSON.stringify(grantsOf(template(), ROLE).at(-1))).toMatch(/:secret:tenant-keys-\?{6}"/);
  });
});

test('its alarms tell of requests that nothing can be decided for, and notify the topic', () => {
  const app = new App();
  const stack = new Stack(app, 'Test', { env: ENV });
  const alarmTopic = Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alarms');
  new TokenAuthorizer(stack, 'Authorizer', { verifier: TokenVerifier.jwt(JWT), alarmTopic });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Sluice',
    MetricName: 'AuthorizerFailures',
    Dimensions: [
      { Name: 'function_name', Value: { Ref: Match.stringLikeRegexp('^AuthorizerHandlerFunction') } },
      { Name: 'service', Value: 'authorizer' },
    ],
    AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:alarms'],
    TreatMissingData: 'notBreaching',
  });
});

test('it passes cdk-nag', () => {
  const app = new App({ context: VALIDATED });
  const stack = new Stack(app, 'Test', { env: ENV });
  const secret = Secret.fromSecretNameV2(stack, 'Keys', 'tenant-keys');
  new TokenAuthorizer(stack, 'Authorizer', { verifier: TokenVerifier.tenantKeys({ secret }) });
  expect(findingsIn(app)).toEqual([]);
});

const secretIn = (stack: Stack) => Secret.fromSecretNameV2(stack, 'Keys', 'tenant-keys');
test.each<[string, (stack: Stack) => TokenVerifier, RegExp]>([
  ['no issuer', () => TokenVerifier.jwt({ ...JWT, issuer: '' }), /'issuer' must be who issues the tokens/],
  [
    'no audience',
    () => TokenVerifier.jwt({ ...JWT, audience: [] }),
    /'audience' must name whom tokens are for, got \[\]/,
  ],
  [
    'keys over HTTP',
    () => TokenVerifier.jwt({ ...JWT, jwksUri: 'http://login.example.com/jwks' }),
    /'jwksUri' must be an HTTPS URL/,
  ],
  [
    'a secret kept for too long',
    (stack) => TokenVerifier.tenantKeys({ secret: secretIn(stack), cacheTtl: Duration.hours(2) }),
    /'cacheTtl' must be between 0 and 3600 seconds/,
  ],
])('fails on %s', (_, verifier, message) => {
  expect(() => authorized(verifier)).toThrow(message);
});
