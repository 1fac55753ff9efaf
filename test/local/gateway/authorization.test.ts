import { createHash, createHmac, generateKeyPairSync, sign as rsaSign } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { ManualClock } from '../../../local/clock';
import { type Caller, type CallerDirectory, parseKeySet } from '../../../local/gateway';
import { compilePolicies } from '../../../local/iam';
import { API, type ApiFixture, functionUri, json, type Properties, TestGateway } from './api-fixture';

const ACCOUNT = '000000000000';
const CREDENTIALS = { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'secret' };

function callers(statements: readonly Properties[], account = ACCOUNT): CallerDirectory {
  const arn = `arn:aws:iam::${account}:user/alice`;
  const caller: Caller = {
    principal: { type: 'user', arn, account },
    policies: compilePolicies(
      [{ name: 'alice', document: { Version: '2012-10-17', Statement: statements } }],
      'identity',
    ),
    userId: 'AIDAALICE',
    arn,
    account,
  };
  return { tryCaller: (id) => (id === CREDENTIALS.accessKeyId ? { ...CREDENTIALS, principal: caller } : undefined) };
}

function allow(resource: string): Properties {
  return { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: resource };
}

/** Signed by the AWS SDK's own signer. */
async function signedHeaders(url: string, body: string): Promise<(readonly [string, string])[]> {
  class Sha256 {
    private readonly chunks: Uint8Array[] = [];
    public constructor(private readonly secret?: string | ArrayBuffer | Uint8Array) {}
    public update(data: string | Uint8Array): void {
      this.chunks.push(Buffer.from(data as Uint8Array));
    }
    public reset(): void {}
    public async digest(): Promise<Uint8Array> {
      const all = Buffer.concat(this.chunks);
      return this.secret === undefined
        ? createHash('sha256').update(all).digest()
        : createHmac('sha256', Buffer.from(this.secret as Uint8Array))
            .update(all)
            .digest();
    }
  }
  const signer = new SignatureV4({
    credentials: CREDENTIALS,
    region: 'us-east-1',
    service: 'execute-api',
    sha256: Sha256 as never,
  });
  const request = {
    method: 'POST',
    protocol: 'http:',
    hostname: 'localhost',
    port: 3_000,
    path: url,
    headers: { host: 'localhost:3000', 'content-type': 'application/json' },
    body,
  };
  const { headers } = await signer.sign(request);
  return Object.entries(headers).filter(([name]) => name !== 'host');
}

const IAM: ApiFixture = { methods: [{ path: '/events', AuthorizationType: 'AWS_IAM' }] };

describe('IAM', () => {
  test('lets a caller in whose signature and policy are good', async () => {
    const gateway = new TestGateway(
      {
        ...IAM,
        stage: {
          AccessLogSetting: {
            DestinationArn: 'x',
            Format: '$context.identity.caller $context.identity.userArn $context.requestId',
          },
        },
      },
      { callers: callers([allow('arn:aws:execute-api:*:*:*/test/POST/events')]) },
    );
    const { status } = await gateway.send({
      url: '/test/events',
      headers: await signedHeaders('/test/events', '{}'),
      body: '{}',
    });
    expect(status).toBe(200);
    expect(gateway.accessLog[0]).toMatch(/^AIDAALICE arn:aws:iam::000000000000:user\/alice [\w-]{36}$/);
  });

  test('fails for a body that was not signed, as AWS words it', async () => {
    const gateway = new TestGateway(IAM, { callers: callers([allow('*')]) });
    const headers = await signedHeaders('/test/events', '{}');
    const { status, headers: received, body } = await gateway.send({ url: '/test/events', headers, body: '{"x":1}' });
    expect([status, received['x-amzn-errortype']]).toEqual([403, 'InvalidSignatureException']);
    expect(JSON.parse(body).message).toMatch(/^The request signature we calculated does not match/);
  });

  test('fails for a caller whose policy does not allow it, and masks the account', async () => {
    const gateway = new TestGateway(IAM, { callers: callers([allow('arn:aws:execute-api:*:*:*/other/*')]) });
    const { status, body } = await gateway.send({
      url: '/test/events',
      headers: await signedHeaders('/test/events', ''),
    });
    expect(status).toBe(403);
    expect(body).toBe(
      `{"Message":"User: arn:aws:iam::000000000000:user/alice is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********0000:${gateway.apiId}/test/POST/events because no identity-based policy allows the execute-api:Invoke action"}`,
    );
  });

  test('fails without a signature', async () => {
    const { status, body } = await new TestGateway(IAM).send({ url: '/test/events' });
    expect([status, body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
  });

  test('fails for another scheme on unknown paths too', async () => {
    const { status, headers } = await new TestGateway(IAM).send({
      url: '/test/none',
      headers: [['Authorization', 'Bearer x']],
    });
    expect([status, headers['x-amzn-errortype']]).toEqual([403, 'IncompleteSignatureException']);
  });
});

describe('resource policy', () => {
  const policy = (statements: readonly Properties[]) => ({ Policy: { Version: '2012-10-17', Statement: statements } });
  const everyone = { Principal: '*', Action: 'execute-api:Invoke' };

  test('lets in whom it allows, by address', async () => {
    const statement = {
      ...everyone,
      Effect: 'Allow',
      Resource: 'execute-api:/*',
      Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    };
    const gateway = new TestGateway({ api: policy([statement]), methods: [{ path: '/' }] });
    expect((await gateway.send({ sourceIp: '10.1.2.3' })).status).toBe(200);
    const refused = await gateway.send({ sourceIp: '192.168.0.1' });
    expect([refused.status, refused.headers['x-amzn-errortype']]).toEqual([403, 'AccessDeniedException']);
  });

  test('fails for a signed caller whom it denies', async () => {
    const statement = { ...everyone, Effect: 'Deny', Resource: 'execute-api:/test/POST/events' };
    const gateway = new TestGateway({ ...IAM, api: policy([statement]) }, { callers: callers([allow('*')]) });
    const { status, body } = await gateway.send({
      url: '/test/events',
      headers: await signedHeaders('/test/events', ''),
    });
    expect(status).toBe(403);
    expect(body).toContain('with an explicit deny in a resource-based policy');
  });
});

describe('Lambda authorizer', () => {
  const authorizer = (properties: Properties): ApiFixture => ({
    methods: ['/one', '/two'].map((path) => ({
      path,
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: 'Authorizer' },
      Integration: {
        Type: 'MOCK',
        RequestTemplates: { 'application/json': '{"statusCode":200}' },
        IntegrationResponses: [
          {
            StatusCode: '200',
            ResponseTemplates: { 'application/json': '$context.authorizer.principalId $context.authorizer.tier' },
          },
        ],
      },
    })),
    resources: {
      Authorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: { RestApiId: API, Name: 'a', Type: 'TOKEN', AuthorizerUri: functionUri('Auth'), ...properties },
      },
    },
  });
  const answer = (effect: string, resource = '*', more: Properties = {}) =>
    json(200, {
      principalId: 'user-1',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: resource }],
      },
      context: { tier: 3 },
      ...more,
    });
  const token = { headers: [['authorization', 'tok'] as const] };

  test('asks by token once, and keeps the policy for every method until its time is over', async () => {
    const clock = new ManualClock(1_800_000_000_000);
    const gateway = new TestGateway(authorizer({ AuthorizerResultTtlInSeconds: 60 }), { clock });
    gateway.answer = () => answer('Allow', `arn:aws:execute-api:us-east-1:${ACCOUNT}:${gateway.apiId}/test/POST/one`);
    expect((await gateway.send({ url: '/test/one', ...token })).body).toBe('user-1 3');
    // The cached policy names one method: its sibling is refused, as on AWS.
    const sibling = await gateway.send({ url: '/test/two', ...token });
    expect([sibling.status, sibling.body]).toEqual([
      403,
      '{"Message":"User is not authorized to access this resource"}',
    ]);
    expect(gateway.calls).toHaveLength(1);
    expect(JSON.parse(Buffer.from(gateway.calls[0]?.body ?? '').toString())).toEqual({
      type: 'TOKEN',
      authorizationToken: 'tok',
      methodArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:${gateway.apiId}/test/POST/one`,
    });
    clock.advance(60_000);
    await gateway.send({ url: '/test/one', ...token });
    expect(gateway.calls).toHaveLength(2);
  });

  test('gives a REQUEST authorizer the request, and asks anew by identity', async () => {
    const gateway = new TestGateway(
      authorizer({ Type: 'REQUEST', IdentitySource: 'method.request.header.X-Id, method.request.querystring.q' }),
    );
    gateway.answer = () => answer('Allow');
    for (const id of ['a', 'a', 'b']) await gateway.send({ url: '/test/one?q=1', headers: [['X-Id', id]] });
    expect(gateway.calls).toHaveLength(2);
    expect(JSON.parse(Buffer.from(gateway.calls[0]?.body ?? '').toString())).toMatchObject({
      type: 'REQUEST',
      resource: '/one',
      path: '/one',
      httpMethod: 'POST',
      queryStringParameters: { q: '1' },
      requestContext: { stage: 'test', resourcePath: '/one' },
    });
  });

  test.each([
    [
      'an explicit deny',
      () => answer('Deny'),
      403,
      '{"Message":"User is not authorized to access this resource with an explicit deny"}',
    ],
    [
      'a function that throws Unauthorized',
      () => json(200, { errorMessage: 'Unauthorized' }, [['X-Amz-Function-Error', 'Unhandled']]),
      401,
      '{"message":"Unauthorized"}',
    ],
    [
      'a function that throws',
      () => json(200, { errorMessage: 'boom' }, [['X-Amz-Function-Error', 'Unhandled']]),
      500,
      '{"message":null}',
    ],
    ['an answer without a policy', () => json(200, { principalId: 'x' }), 500, '{"message":null}'],
    ['a context that nests', () => answer('Allow', '*', { context: { a: { b: 1 } } }), 500, '{"message":null}'],
    ['a service that refuses', () => json(403, { Message: 'no' }), 500, '{"message":null}'],
  ])('fails for %s', async (_name, reply, status, body) => {
    const gateway = new TestGateway(authorizer({}));
    gateway.answer = reply;
    const received = await gateway.send({ url: '/test/one', ...token });
    expect([received.status, received.body]).toEqual([status, body]);
  });

  test('fails without a token, or with one of another form, and does not call the function', async () => {
    const gateway = new TestGateway(authorizer({ IdentityValidationExpression: 'tok-\\d+' }));
    gateway.answer = () => answer('Allow');
    expect((await gateway.send({ url: '/test/one' })).status).toBe(401);
    expect((await gateway.send({ url: '/test/one', headers: [['Authorization', 'xtok-1']] })).status).toBe(401);
    expect(gateway.calls).toHaveLength(0);
    expect((await gateway.send({ url: '/test/one', headers: [['Authorization', 'tok-1']] })).status).toBe(200);
  });
});

describe('Cognito', () => {
  const pool = 'us-east-1_Pool';
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const keys = parseKeySet({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] }, 'test');
  const clock = new ManualClock(1_800_000_000_000);
  const issue = (claims: Properties, key = privateKey) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const all = {
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      exp: 1_800_000_100,
      sub: 'u',
      token_use: 'id',
      ...claims,
    };
    const text = `${part({ alg: 'RS256', kid: 'k1' })}.${part(all)}`;
    return `${text}.${rsaSign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
  };
  const make = (scopes?: readonly string[]) =>
    new TestGateway(
      {
        methods: [
          {
            path: '/',
            AuthorizationType: 'COGNITO_USER_POOLS',
            AuthorizerId: { Ref: 'Authorizer' },
            ...(scopes && { AuthorizationScopes: scopes }),
          },
        ],
        stage: { AccessLogSetting: { DestinationArn: 'x', Format: '$context.authorizer.claims.sub' } },
        resources: {
          Authorizer: {
            Type: 'AWS::ApiGateway::Authorizer',
            Properties: {
              RestApiId: API,
              Name: 'p',
              Type: 'COGNITO_USER_POOLS',
              ProviderARNs: [`arn:aws:cognito-idp:us-east-1:${ACCOUNT}:userpool/${pool}`],
            },
          },
        },
      },
      { clock, keySets: { tryKeySet: (id) => (id === pool ? keys : undefined) } },
    );
  const send = (gateway: TestGateway, token: string) => gateway.send({ headers: [['Authorization', token]] });

  test('takes the ID token, and the access token where scopes are asked for', async () => {
    const gateway = make();
    expect((await send(gateway, issue({}))).status).toBe(200);
    expect((await send(gateway, `Bearer ${issue({})}`)).status).toBe(200);
    expect(gateway.accessLog).toEqual(['u', 'u']);
    expect((await send(make(['a/write']), issue({ token_use: 'access', scope: 'x a/write' }))).status).toBe(200);
  });

  const { privateKey: other } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  test.each([
    ['no token', () => ''],
    ['text', () => 'a.b.c'],
    ['a token that has expired', () => issue({ exp: 1_800_000_000 })],
    ['a token of another issuer', () => issue({ iss: 'https://example.com' })],
    ['an access token', () => issue({ token_use: 'access' })],
    ['a token of another key', () => issue({}, other)],
    ['a token without a signature', () => `${issue({}).split('.').slice(0, 2).join('.')}.`],
    [
      'a token signed with nothing',
      () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${issue({}).split('.')[1]}.x`,
    ],
  ])('fails for %s', async (_name, token) => {
    const { status, body } = await send(make(), token());
    expect([status, body]).toEqual([401, '{"message":"Unauthorized"}']);
  });

  test('fails for an access token without the scope', async () => {
    expect((await send(make(['a/write']), issue({ token_use: 'access', scope: 'a/read' }))).status).toBe(401);
  });
});
