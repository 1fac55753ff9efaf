import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { action, functionUri, json, MOCK, type Properties, type Received, TestGateway } from './api-fixture';

const SHARED = process.env.SLUICE_SHARED ?? join(__dirname, '../../../../shared');
const FILE = join(SHARED, 'conformance/cases.json');
const AREAS = new Set(['validation', 'gateway-response', 'integration-response', 'auth', 'throttle']);
const ON_AWS = new Set(['recorded', 'asserted-on-aws', 'manual-on-aws']);
const HTTP_URI = 'http://backend.invalid/path';
/** Cases not met on purpose; docs/fidelity.md has the reasons. */
const NOT_MET = new Set<string>([]);

interface Case {
  readonly id: string;
  readonly area: string;
  readonly sub: string;
  readonly evidence: string;
  readonly input: any;
  readonly expected: any;
}

const cases: readonly Case[] = existsSync(FILE) ? readCases() : [];
const runnable = cases.filter(({ area, input }) => AREAS.has(area) && input.control_plane === undefined);

function readCases(): readonly Case[] {
  const parsed = JSON.parse(readFileSync(FILE, 'utf8'));
  return Array.isArray(parsed) ? parsed : parsed.cases;
}

if (cases.length === 0) {
  test.skip('recorded behaviour of API Gateway (skipped: ../shared/conformance/cases.json is not there)', () => {});
} else {
  describe('recorded behaviour of API Gateway', () => {
    const score = { met: 0, metOnAws: 0 };
    const onAws = runnable.filter(({ evidence }) => ON_AWS.has(evidence)).length;

    afterAll(() => {
      const known = [...NOT_MET].join(', ') || 'none';
      console.log(
        `conformance, gateway: ${score.met} of ${runnable.length} met; recorded or asserted on AWS ${score.metOnAws} of ${onAws}; known misses: ${known}`,
      );
    });

    test.each(runnable.map((each) => [each.id, each] as const))('%s', async (id, each) => {
      const run = async () => {
        const driver = DRIVERS.find(({ takes }) => takes(each));
        if (driver === undefined) throw new Error('no driver takes this case');
        await driver.run(each);
        score.met += 1;
        if (ON_AWS.has(each.evidence)) score.metOnAws += 1;
      };
      if (NOT_MET.has(id)) await expect(run()).rejects.toThrow();
      else await run();
    });
  });
}

interface Driver {
  takes(each: Case): boolean;
  run(each: Case): Promise<void>;
}

const RAISED: { readonly [type: string]: (responses: Properties) => Promise<Received> } = {
  // A Cognito method without a token.
  UNAUTHORIZED: async (responses) => {
    const gateway = new TestGateway({
      methods: [{ path: '/', AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' } }],
      resources: {
        ...gatewayResponses(responses),
        Authorizer: {
          Type: 'AWS::ApiGateway::Authorizer',
          Properties: {
            RestApiId: { Ref: 'Api' },
            Name: 'pool',
            Type: 'COGNITO_USER_POOLS',
            ProviderARNs: ['arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abc'],
          },
        },
      },
    });
    return gateway.send();
  },
};

const DRIVERS: readonly Driver[] = [
  { takes: ({ sub }) => sub === 'routing', run: routing },
  { takes: ({ sub }) => sub === 'api-key', run: apiKey },
  { takes: ({ input }) => input.raise === 'ACCESS_DENIED', run: accessDenied },
  {
    takes: ({ input }) => input.raise !== undefined,
    run: async ({ input, expected }) => {
      check(await RAISED[input.raise]?.(input.gatewayResponses), expected);
    },
  },
  { takes: ({ sub }) => sub === 'param-mapping', run: parameterMapping },
  { takes: () => true, run: integration },
];

async function routing({ input, expected }: Case): Promise<void> {
  const methods = Object.entries<string[]>(input.resources).flatMap(([path, verbs]) =>
    verbs.map((verb) => ({ path, verb })),
  );
  const gateway = new TestGateway({
    methods,
    stage: {
      AccessLogSetting: {
        DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:x',
        Format: '$context.resourcePath',
      },
    },
  });
  const { status } = await gateway.send({ method: input.method, url: `/test${input.path}` });
  expect(status).toBe(200);
  expect(gateway.accessLog).toEqual([expected.matched.split(' ')[0]]);
}

async function apiKey({ id, expected }: Case): Promise<void> {
  const attached = !id.includes('no-usage-plan-key');
  const disabled = id.includes('disabled');
  const bySource = id.includes('authorizer-source-mismatch');
  const value = 'key-value-of-twenty-characters';
  const gateway = new TestGateway({
    methods: [{ path: '/test', verb: 'GET', ApiKeyRequired: true }],
    resources: {
      Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Value: value, Enabled: !disabled } },
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: {
          ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } }],
          Throttle: { RateLimit: 2, BurstLimit: 1 },
          Quota: { Limit: 10, Period: 'DAY' },
        },
      },
      ...(attached && {
        PlanKey: {
          Type: 'AWS::ApiGateway::UsagePlanKey',
          Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
        },
      }),
    },
  });
  const sent =
    id.includes('missing') || bySource ? [] : [['x-api-key', id.includes('wrong') ? 'no such key' : value] as const];
  check(await gateway.send({ method: 'GET', url: '/test/test', headers: sent }), expected);
}

/** LocalStack raises it with a text of its own; AWS's text is in docs/fidelity.md. The shape and headers are checked. */
async function accessDenied({ expected }: Case): Promise<void> {
  const gateway = new TestGateway({
    methods: [{ path: '/' }],
    api: {
      Policy: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] },
    },
  });
  const { body_json: body, ...rest } = expected;
  const received = await gateway.send();
  check(received, rest);
  expect(Object.keys(JSON.parse(received.body))).toEqual(Object.keys(body));
}

async function parameterMapping({ input, expected }: Case): Promise<void> {
  const places = { header: {}, querystring: {}, path: {} };
  const gateway = new TestGateway({
    methods: [
      {
        path: '/',
        Integration: action('kinesis', 'PutRecord', {
          RequestParameters: input.requestParameters,
          RequestTemplates: { 'application/json': '{}' },
        }),
      },
    ],
  });
  const query = Object.entries<string[]>(input.query_multi ?? {}).flatMap(([name, values]) =>
    values.map((value) => `${name}=${value}`),
  );
  const received = await gateway.send({
    url: `/test/?${query.join('&')}`,
    headers: Object.entries<string>(input.headers ?? {}),
    body: input.body ?? '',
  });
  if (expected.status !== undefined) {
    check(received, expected);
    return;
  }
  const [call] = gateway.calls;
  const mapped: Record<string, string | string[]> = { ...places.header };
  for (const target of Object.keys(input.requestParameters)) {
    const [, , place, name = ''] = target.split('.');
    const pairs = place === 'header' ? (call?.headers ?? []) : place === 'querystring' ? (call?.query ?? []) : [];
    const values = pairs.filter(([known]) => known === name).map(([, value]) => value);
    if (values.length > 0) mapped[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  expect(mapped).toEqual(expected.mapped);
}

/** Everything that goes through an integration: validation, passthrough, selection, overrides, headers. */
async function integration({ input, expected }: Case): Promise<void> {
  const path: string = input.resource ?? '/';
  const stages: readonly { stage: string; template: string }[] = input.pipeline ?? [];
  const gateway = new TestGateway({
    methods: [
      {
        path,
        verb: input.method ?? 'POST',
        Integration: integrationOf(input, stages),
        RequestParameters: input.requestParameters?.['integration.request.header.x'] ? {} : methodParameters(input),
        ...(input.validator && { RequestValidatorId: { Ref: 'Validator' } }),
        RequestModels: input.requestModels ?? (input.models ? { 'application/json': 'Model0' } : {}),
      },
    ],
    resources: { ...validators(input), ...models(input), ...gatewayResponses(input.gatewayResponses ?? {}) },
  });
  const backend = input.backend ?? {
    status: input.integration_status ?? 200,
    body: input.pipeline ? '' : (input.body ?? ''),
  };
  const isLambda = gateway.gateway.apis[0]?.methods[0]?.target.startsWith('lambda') === true;
  const status = isLambda && input.integrationHttpMethod === 'GET' ? 403 : (backend.status ?? 200);
  const answer = json(status, backend.body ?? '', Object.entries(backend.headers ?? {}));
  gateway.answer = () => answer;
  gateway.httpAnswer = () => answer;
  const query = Object.entries<string>({ ...(input.query ?? {}) }).map(([name, value]) => `${name}=${value}`);
  const received = await gateway.send({
    method: input.method ?? 'POST',
    url: `/test${path.includes('{proxy}') ? '/' : (input.path ?? '/')}?${query.join('&')}`,
    headers: Object.entries<string>(input.headers ?? {}),
    body: input.template === undefined ? (input.body ?? '') : '',
  });
  check(received, expected, gateway);
}

function integrationOf(input: any, stages: readonly { stage: string; template: string }[]): Properties {
  const type: string = input.integration ?? (input.template === undefined ? 'MOCK' : 'AWS');
  const request = stages.find(({ stage }) => stage === 'request')?.template;
  const response = stages.find(({ stage }) => stage === 'response')?.template ?? input.template;
  const templates = input.requestTemplates ?? (request === undefined ? undefined : { 'application/json': request });
  const responses = (input.integrationResponses ?? [{ statusCode: '200' }]).map((each: any) => ({
    StatusCode: each.statusCode,
    ...(each.selectionPattern && { SelectionPattern: each.selectionPattern }),
    ...(each.responseParameters && { ResponseParameters: each.responseParameters }),
    ResponseTemplates:
      each.responseTemplates ??
      (response === undefined ? input.responseTemplates : { 'application/json': response }) ??
      {},
  }));
  // The integration behind this case is not in the file; its answer is.
  if (input.models_by_name) responses[0].ResponseTemplates = { 'application/json': '{"data":"ok"}' };
  const common = {
    ...(input.passthroughBehavior && { PassthroughBehavior: input.passthroughBehavior }),
    ...(input.requestParameters && isIntegrationMapping(input) && { RequestParameters: input.requestParameters }),
    ...(templates && { RequestTemplates: templates }),
    IntegrationResponses: responses,
  };
  if (type === 'MOCK') return { ...MOCK, ...common };
  if (type === 'AWS_PROXY') {
    return { ...common, Type: type, IntegrationHttpMethod: input.integrationHttpMethod ?? 'POST', Uri: functionUri() };
  }
  if (type.startsWith('HTTP')) {
    return { ...common, Type: type, IntegrationHttpMethod: input.method ?? 'POST', Uri: HTTP_URI };
  }
  return action('kinesis', 'PutRecord', common);
}

function isIntegrationMapping({ requestParameters = {} }: any): boolean {
  return Object.keys(requestParameters).some((name) => name.startsWith('integration.'));
}

function methodParameters(input: any): Properties {
  return isIntegrationMapping(input) ? {} : (input.requestParameters ?? {});
}

function validators({ validator }: any): Properties {
  if (validator === undefined) return {};
  return {
    Validator: {
      Type: 'AWS::ApiGateway::RequestValidator',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ValidateRequestBody: validator.validateRequestBody ?? false,
        ValidateRequestParameters: validator.validateRequestParameters ?? false,
      },
    },
  };
}

function models({ models: byType = {}, models_by_name: byName }: any): Properties {
  const named: Record<string, unknown> =
    byName ?? Object.fromEntries(Object.values(byType).map((schema, index) => [`Model${index}`, schema]));
  return Object.fromEntries(
    Object.entries(named).map(([Name, schema]) => {
      const Schema = JSON.parse(JSON.stringify(schema), (key, value) =>
        key === '$ref' ? { 'Fn::Sub': String(value).replace('{api_id}', '${Api}') } : value,
      );
      return [
        `Model${Name}`,
        {
          Type: 'AWS::ApiGateway::Model',
          Properties: { RestApiId: { Ref: 'Api' }, Name, ContentType: 'application/json', Schema },
        },
      ];
    }),
  );
}

function gatewayResponses(responses: Properties): Properties {
  return Object.fromEntries(
    Object.entries(responses).map(([type, given]) => {
      const { statusCode, responseParameters = {} } = given as { statusCode?: string; responseParameters?: Properties };
      return [
        type.replace(/\W|_/g, ''),
        {
          Type: 'AWS::ApiGateway::GatewayResponse',
          Properties: {
            RestApiId: { Ref: 'Api' },
            ResponseType: type,
            ...(statusCode && { StatusCode: statusCode }),
            ResponseParameters: responseParameters,
          },
        },
      ];
    }),
  );
}

function check(received: Received | undefined, expected: any, gateway?: TestGateway): void {
  if (received === undefined) throw new Error('there is no answer');
  const { status, body, body_json: bodyJson, output_json: outputJson, headers = {}, backend_received: sent } = expected;
  if (status !== undefined) expect(received.status).toBe(status);
  if (body !== undefined) expect(received.body).toBe(body);
  for (const parsed of [bodyJson, outputJson])
    if (parsed !== undefined) expect(JSON.parse(received.body)).toEqual(parsed);
  for (const [name, value] of Object.entries<string>(headers)) {
    if (name.toLowerCase() === 'content-length') expect(received.bytes.length).toBe(Number(value));
    else expect(received.headers[name.toLowerCase()]).toBe(value);
  }
  if (expected.header_names_lower !== undefined) {
    // The last three are the server's.
    const names = [...Object.keys(received.headers), 'connection', 'content-length', 'date'].sort();
    expect(names).toEqual([...expected.header_names_lower].sort());
  }
  if (sent !== undefined) checkBackend(sent, gateway);
}

function checkBackend({ body, headers = {} }: any, gateway: TestGateway | undefined): void {
  const call = gateway?.calls[0] ?? gateway?.httpCalls[0];
  if (call === undefined) throw new Error('the backend was not called');
  if (body !== undefined) expect(Buffer.from(call.body).toString()).toBe(body);
  const sent = Object.fromEntries(call.headers.map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, value] of Object.entries<string>(headers)) {
    if (name === 'content-length') expect(call.body.length).toBe(Number(value));
    else expect(sent[name]).toBe(value.replace('<apiId>', gateway?.apiId ?? ''));
  }
}
