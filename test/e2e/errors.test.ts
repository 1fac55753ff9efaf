import type { Stack } from 'aws-cdk-lib';
import { Period } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ApiAuth } from 'cdk-sluice';
import type { Local, LocalRequest } from '../../local';
import { type Edit, type RunningApp, runPipeline, runReferenceApp, withoutThrottles } from './pipeline-app';

const JSON_BODY = { 'Content-Type': 'application/json' };
const EVENT: LocalRequest = { path: '/events', body: '{"id":1}' };
const BATCH: LocalRequest = { path: '/events/batch', body: { records: [{ data: { id: 1 } }, { data: { id: 2 } }] } };
const ARCHIVE: LocalRequest = { path: '/archive', body: '{"id":1}' };

/** Status and code of an answer, which must have the shape that all errors have. */
async function refusal(local: Local, request: LocalRequest): Promise<string> {
  const answer = await local.request(request);
  const { error } = answer.json() as { error: { code: string } };
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(error).toEqual({
    code: expect.stringMatching(/^[A-Z]\w+$/),
    message: expect.stringMatching(/\w/),
    requestId: expect.stringMatching(/./),
  });
  return `${answer.status} ${error.code}${answer.headers['retry-after'] === '1' ? ', Retry-After' : ''}`;
}

describe('the reference app refuses', () => {
  let app: RunningApp;
  let local: Local;

  beforeAll(async () => {
    app = await runReferenceApp(withoutThrottles);
    local = app.local;
  });
  beforeEach(() => local.advance(1_000));
  afterEach(() => local.faults.clear());
  afterAll(() => app.close());

  test.each<[string, LocalRequest, string]>([
    ['what is not JSON', { ...EVENT, body: '{"id":' }, '400 InvalidRequest'],
    ['an event that is no object', { ...EVENT, body: '[1]' }, '400 InvalidRequest'],
    ['an empty event', { ...EVENT, body: '{}' }, '400 InvalidRequest'],
    ['a batch without records', { ...BATCH, body: '{"events":[]}' }, '400 InvalidRequest'],
    ['a record without data', { ...BATCH, body: '{"records":[{}]}' }, '400 InvalidRequest'],
    ['an empty batch', { ...BATCH, body: '{"records":[]}' }, '400 InvalidRequest'],
    [
      'more than 500 records',
      { ...BATCH, body: { records: Array(501).fill({ data: { id: 1 } }) } },
      '400 InvalidRequest',
    ],
    ['a record that is too large', { ...EVENT, body: { text: 'x'.repeat(1_100_000) } }, '400 InvalidRequest'],
    [
      'an archived record that is too large',
      { ...ARCHIVE, body: { text: 'x'.repeat(1_100_000) } },
      '400 InvalidRequest',
    ],
    ['a call without signature', { ...EVENT, signed: false }, '403 Forbidden'],
    ['an unknown path', { ...EVENT, path: '/nothing', signed: false }, '403 Forbidden'],
    ['an unknown verb', { ...EVENT, method: 'PUT', signed: false }, '403 Forbidden'],
    [
      'a malformed Authorization header',
      { ...EVENT, signed: false, headers: { 'Content-Type': 'application/json', Authorization: 'Bearer x' } },
      '403 RequestRejected',
    ],
    ['another content type', { ...EVENT, headers: { 'Content-Type': 'text/plain' } }, '415 UnsupportedMediaType'],
  ])('fails %s', async (_, request, expected) => {
    expect(await refusal(local, request)).toBe(expected);
  });

  test('fails an event while its shard is throttled', async () => {
    local.faults.inject({ kind: 'throttle' }, 5_000);
    expect(await refusal(local, EVENT)).toBe('429 Throttled, Retry-After');
    await local.advance(5_000);
    expect((await local.request(EVENT)).status).toBe(200);
  });

  test('fails a shard over a thousand records a second, and names the hot key', async () => {
    const records = Array.from({ length: 500 }, (_, id) => ({ data: { id }, partitionKey: 'hot' }));
    const statuses = [];
    for (let batch = 0; batch < 3; batch++) {
      statuses.push((await local.request({ ...BATCH, body: { records } })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    expect(local.log.join('\n')).toMatch(/hot/);
  });

  test.each([
    ['fail', '503 TargetUnavailable'],
    ['deny', '502 TargetUnavailable'],
  ] as const)('fails when the target is made to %s', async (how, expected) => {
    local.faults.inject({ kind: 'target', service: 'kinesis', how });
    local.faults.inject({ kind: 'target', service: 'firehose', how });
    expect(await refusal(local, EVENT)).toBe(expected);
    expect(await refusal(local, ARCHIVE)).toBe(expected);
  });

  test('fails a whole batch for throughput with 429, for another reason with 503', async () => {
    const throttled = local.faults.inject({ kind: 'throttle' });
    const slow = await local.request(BATCH);
    expect([slow.status, slow.headers['retry-after']]).toEqual([429, '1']);
    expect(slow.json()).toMatchObject({ failedRecordCount: 2, records: Array(2).fill({ errorCode: 'Throttled' }) });
    throttled();
    local.faults.inject({ kind: 'fail-records', share: 1 });
    const failed = await local.request(BATCH);
    expect(failed.status).toBe(503);
    expect(failed.json()).toMatchObject({ records: Array(2).fill({ errorCode: 'TargetUnavailable' }) });
    expect(failed.text()).not.toMatch(/arn:|\d{12}/);
  });

  test('fails a body over ten megabytes in the words of AWS', async () => {
    const answer = await local.request({ ...EVENT, body: Buffer.alloc(10_485_761, 0x20) });
    expect([answer.status, answer.text()]).toEqual([413, 'HTTP content length exceeded 10485760 bytes.']);
  });
});

describe('an edited reference app refuses', () => {
  const refused = async (edit: Edit, request = EVENT): Promise<{ refusal: string; log: string }> => {
    const app = await runReferenceApp((resource) => {
      withoutThrottles(resource);
      edit(resource);
    });
    try {
      return { refusal: await refusal(app.local, request), log: app.local.log.join('\n') };
    } finally {
      await app.close();
    }
  };
  const isRouteRole = ({ Type, Properties }: Parameters<Edit>[0], route: string): boolean =>
    Type === 'AWS::IAM::Role' && String(Properties.Description).includes(`${route} alone`);

  test('fails a call whose role lacks the grant, and logs role, action and construct path', async () => {
    const { refusal: answer, log } = await refused((resource) => {
      if (isRouteRole(resource, 'POST /events')) delete resource.Properties.Policies;
    });
    expect(answer).toBe('502 TargetUnavailable');
    expect(log).toMatch(/role arn:aws:iam::.*lacks kinesis:PutRecord/s);
    expect(log).toMatch(/\[dev\/SluiceStateless\/Pipeline\/Api\/POST .events\/Role\/Resource\]/);
  });

  test("fails a call whose role may not use the stream's key", async () => {
    const { refusal: answer, log } = await refused((resource) => {
      if (!isRouteRole(resource, 'POST /events')) return;
      const [{ PolicyDocument }] = resource.Properties.Policies;
      PolicyDocument.Statement = PolicyDocument.Statement.filter(({ Action }: any) => Action !== 'kms:GenerateDataKey');
    });
    expect(answer).toBe('502 TargetUnavailable');
    expect(log).toContain('lacks kms:GenerateDataKey');
  });

  test('fails a call whose role API Gateway cannot assume', async () => {
    const { refusal: answer } = await refused((resource) => {
      if (!isRouteRole(resource, 'POST /events')) return;
      resource.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service = 'lambda.amazonaws.com';
    });
    expect(answer).toBe('500 InternalError');
  });

  test('fails a call whose target takes too long', async () => {
    const app = await runReferenceApp((resource) => {
      withoutThrottles(resource);
      if (resource.Type === 'AWS::ApiGateway::Method') resource.Properties.Integration.TimeoutInMillis = 50;
    });
    app.local.faults.inject({ kind: 'target', service: 'kinesis', how: 'timeout' });
    expect(await refusal(app.local, EVENT)).toBe('504 TargetTimeout');
    await app.close();
  });

  test('fails a call over the throttle of its route', async () => {
    const app = await runReferenceApp(({ Type, Properties }) => {
      if (Type !== 'AWS::ApiGateway::Stage') return;
      for (const setting of Properties.MethodSettings) {
        setting.ThrottlingRateLimit = 1;
        setting.ThrottlingBurstLimit = 1;
      }
    });
    expect((await app.local.request(EVENT)).status).toBe(200);
    expect(await refusal(app.local, EVENT)).toBe('429 Throttled, Retry-After');
    await app.local.advance(1_000);
    expect((await app.local.request(EVENT)).status).toBe(200);
    await app.close();
  });
});

describe('an app that asks for nothing but keys refuses', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await runPipeline(() => ({
      auth: ApiAuth.apiKey(),
      tenants: [{ name: 'one', throttle: { rateLimit: 10, burstLimit: 10 }, quota: { limit: 2, period: Period.DAY } }],
    }));
  });
  afterAll(() => app.close());

  test('fails a call without a key, or with a wrong one', async () => {
    expect(await refusal(app.local, EVENT)).toBe('403 Forbidden');
    expect(await refusal(app.local, { ...EVENT, headers: { ...JSON_BODY, 'x-api-key': 'wrong' } })).toBe(
      '403 Forbidden',
    );
  });

  test('fails an unknown path and an unknown verb with 404', async () => {
    expect(await refusal(app.local, { ...EVENT, path: '/nothing' })).toBe('404 NotFound');
    expect(await refusal(app.local, { ...EVENT, method: 'PUT' })).toBe('404 NotFound');
  });

  test('fails a tenant over its quota, without telling when to come again', async () => {
    const [key = ''] = app.local.apiKeys;
    const request = { ...EVENT, headers: { ...JSON_BODY, 'x-api-key': key } };
    expect((await app.local.request(request)).status).toBe(200);
    expect((await app.local.request(request)).status).toBe(200);
    expect(await refusal(app.local, request)).toBe('429 QuotaExceeded');
  });
});

describe('an app that asks for a token of Cognito', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await runPipeline((stack) => ({ auth: ApiAuth.cognito({ userPools: [new UserPool(stack, 'Pool')] }) }));
  });
  afterAll(() => app.close());

  const withToken = (token: string): LocalRequest => ({ ...EVENT, headers: { ...JSON_BODY, Authorization: token } });

  test('takes a good token', async () => {
    expect((await app.local.request(withToken(app.local.token()))).status).toBe(200);
  });

  test('fails a call without a token, or with a bad one', async () => {
    expect(await refusal(app.local, EVENT)).toBe('401 Unauthorized');
    expect(await refusal(app.local, withToken('a.b.c'))).toBe('401 Unauthorized');
  });
});

describe('an app with a Lambda authorizer', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await runPipeline((stack) => ({ auth: ApiAuth.lambdaAuthorizer({ handler: authorizerOf(stack) }) }));
  });
  afterAll(() => app.close());

  test.each([
    ['Allow', 200],
    ['Deny', 403],
    ['nobody', 401],
    ['broken', 500],
  ])('answers a token that says %s with %i', async (token, status) => {
    const answer = await app.local.request({ ...EVENT, headers: { ...JSON_BODY, Authorization: token } });
    expect(answer.status).toBe(status);
  });

  test('fails a call without a token', async () => {
    expect(await refusal(app.local, EVENT)).toBe('401 Unauthorized');
  });
});

/** A function that does what the token says. */
function authorizerOf(stack: Stack): LambdaFunction {
  const code = `exports.handler = async ({ authorizationToken: Effect }) => {
    if (Effect === 'nobody') throw new Error('Unauthorized');
    if (Effect === 'broken') throw new Error('broken');
    const Statement = [{ Effect, Action: 'execute-api:Invoke', Resource: '*' }];
    return { principalId: 'somebody', policyDocument: { Version: '2012-10-17', Statement } };
  };`;
  return new LambdaFunction(stack, 'Authorizer', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(code),
  });
}
