import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { API, action, functionUri, json, type Properties, TestGateway } from './api-fixture';

describe('AWS_PROXY', () => {
  const proxy = (more: Properties = {}) => ({
    Type: 'AWS_PROXY',
    IntegrationHttpMethod: 'POST',
    Uri: functionUri(),
    ...more,
  });
  const answering = (answer: unknown, binary: readonly string[] = []) => {
    const gateway = new TestGateway({
      api: { BinaryMediaTypes: binary },
      methods: [{ path: '/items/{id}', verb: 'ANY', Integration: proxy() }],
      stage: { Variables: { color: 'red' } },
    });
    gateway.answer = () => json(200, answer as string);
    return gateway;
  };
  const event = (gateway: TestGateway) => JSON.parse(Buffer.from(gateway.calls[0]?.body ?? '').toString());

  test('gives the function the whole request', async () => {
    const gateway = answering({ statusCode: 200 });
    await gateway.send({
      url: '/test/items/a%20b?x=1&x=2&__proto__=3',
      headers: [
        ['X-A', '1'],
        ['X-A', '2'],
      ],
      body: '{"a":1}',
    });
    expect(gateway.calls[0]).toMatchObject({
      service: 'lambda',
      method: 'POST',
      sourceArn: expect.stringMatching(/\/test\/POST\/items\/a%20b$/),
    });
    const sent = event(gateway);
    expect(sent).toMatchObject({
      resource: '/items/{id}',
      path: '/items/a%20b',
      httpMethod: 'POST',
      headers: { 'X-A': '2', 'X-Forwarded-For': '127.0.0.1' },
      multiValueHeaders: { 'X-A': ['1', '2'] },
      pathParameters: { id: 'a b' },
      stageVariables: { color: 'red' },
      requestContext: {
        path: '/test/items/a%20b',
        stage: 'test',
        resourcePath: '/items/{id}',
        identity: { sourceIp: '127.0.0.1' },
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
    expect(Object.entries(sent.multiValueQueryStringParameters)).toEqual([
      ['x', ['1', '2']],
      ['__proto__', ['3']],
    ]);
  });

  test('says null for what a request lacks', async () => {
    const gateway = answering({ statusCode: 200 });
    await gateway.send({ method: 'GET', url: '/test/items/1' });
    expect(event(gateway)).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      body: null,
    });
  });

  test('passes status, headers and body on, and renames what is its own', async () => {
    const gateway = answering({
      statusCode: '201',
      headers: { 'X-B': 1, Date: 'never', 'Content-Type': 'text/plain' },
      multiValueHeaders: { 'Set-Cookie': ['a', 'b'] },
      body: 'made',
    });
    const { status, headers, body } = await gateway.send({ url: '/test/items/1' });
    expect([
      status,
      body,
      headers['x-b'],
      headers['content-type'],
      headers['x-amzn-remapped-date'],
      headers.date,
    ]).toEqual([201, 'made', '1', 'text/plain', 'never', undefined]);
    expect(headers['set-cookie']).toBe('b');
    expect(headers['x-amzn-trace-id']).toMatch(/^Root=1-/);
  });

  test('takes binary media types in and out as base64', async () => {
    const gateway = answering(
      { statusCode: 200, body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true },
      ['image/png'],
    );
    const sent = {
      url: '/test/items/1',
      body: Buffer.from([1, 254]),
      headers: [
        ['Content-Type', 'image/png'],
        ['Accept', 'image/png'],
      ] as const,
    };
    expect((await gateway.send(sent)).bytes).toEqual(Buffer.from([0, 255]));
    expect(event(gateway)).toMatchObject({ body: Buffer.from([1, 254]).toString('base64'), isBase64Encoded: true });
    expect((await gateway.send({ ...sent, headers: [['Accept', '*/*']] })).body).toBe('AP8=');
  });

  test.each([
    ['no JSON', 'oops'],
    ['no object', '[1]'],
    ['no status', '{"body":"x"}'],
    ['a body that is no text', '{"statusCode":200,"body":{}}'],
    ['headers that are no object', '{"statusCode":200,"headers":[]}'],
  ])('fails with 502 for %s', async (_name, answer) => {
    const { status, body } = await answering(answer).send({ url: '/test/items/1' });
    expect([status, body]).toEqual([502, '{"message": "Internal server error"}']);
  });

  test('fails with 413 for an event over the 6 MB of an invocation', async () => {
    const gateway = answering({ statusCode: 200 });
    const { status, body } = await gateway.send({ url: '/test/items/1', body: 'x'.repeat(6_291_456) });
    expect([status, body, gateway.calls.length]).toEqual([413, '{"message":"Request Too Long"}', 0]);
  });
});

describe('AWS with a function', () => {
  const make = (responses: readonly Properties[]) =>
    new TestGateway({
      methods: [
        {
          path: '/',
          Integration: {
            Type: 'AWS',
            IntegrationHttpMethod: 'POST',
            Uri: functionUri(),
            IntegrationResponses: responses,
          },
        },
      ],
    });

  test('selects by the error message, never by the status', async () => {
    const gateway = make([
      { StatusCode: '200' },
      { StatusCode: '201', SelectionPattern: '200' },
      { StatusCode: '409', SelectionPattern: '.*taken(\\n|.)*' },
    ]);
    gateway.answer = () => json(200, { ok: 1 });
    expect((await gateway.send()).status).toBe(200);
    gateway.answer = () => json(200, { errorMessage: 'name taken\nby you' }, [['X-Amz-Function-Error', 'Handled']]);
    expect((await gateway.send()).status).toBe(409);
  });

  test('fails with 504 for a throttled function', async () => {
    const gateway = make([{ StatusCode: '200' }]);
    gateway.answer = () => json(429, {});
    expect((await gateway.send()).status).toBe(504);
  });
});

describe('AWS with a service', () => {
  test('sends what the template renders, with headers of the mapping and the gateway', async () => {
    const gateway = new TestGateway({
      methods: [
        {
          path: '/{stream}',
          Integration: action('kinesis', 'PutRecord', {
            Credentials: 'arn:aws:iam::000000000000:role/Put',
            RequestParameters: {
              'integration.request.header.Content-Type': "'application/x-amz-json-1.1'",
              'integration.request.header.X-Stream': 'method.request.path.stream',
            },
            RequestTemplates: {
              'application/json':
                '#set($context.requestOverride.header.X-Over = "o")\n{"S":"$input.params(\'stream\')","V":"$stageVariables.v"}',
            },
            IntegrationResponses: [
              {
                StatusCode: '200',
                SelectionPattern: '200',
                ResponseTemplates: { 'application/json': '{"id":$input.json(\'$.Id\')}' },
              },
              {
                StatusCode: '500',
                ResponseParameters: {
                  'method.response.header.X-Code': 'integration.response.body.code',
                  'method.response.header.X-From': 'integration.response.header.x-from',
                },
              },
            ],
          }),
        },
      ],
      stage: { Variables: { v: 'one' } },
    });
    gateway.answer = () => json(200, { Id: 7 });
    expect((await gateway.send({ url: '/test/abc', body: '{}' })).body).toBe('{"id":7}');
    const [call] = gateway.calls;
    expect(call).toMatchObject({
      service: 'kinesis',
      action: 'PutRecord',
      path: undefined,
      region: 'us-east-1',
      executionRole: 'arn:aws:iam::000000000000:role/Put',
    });
    expect(Buffer.from(call?.body ?? '').toString()).toBe('{"S":"abc","V":"one"}');
    expect(call?.headers).toEqual(
      expect.arrayContaining([
        ['Content-Type', 'application/x-amz-json-1.1'],
        ['X-Stream', 'abc'],
        ['X-Over', 'o'],
        ['User-Agent', `AmazonAPIGateway_${gateway.apiId}`],
      ]),
    );
    gateway.answer = () => json(400, { code: { a: 'b' } }, [['X-From', 'there']]);
    const { status, headers } = await gateway.send({ url: '/test/abc' });
    expect([status, headers['x-code'], headers['x-from']]).toEqual([500, '{"a":"b"}', 'there']);
  });

  test('sends on U+FFFD for half a character that a template renders, as bytes would have it', async () => {
    const rendered = { 'application/json': `$input.path('$.a')` };
    const gateway = new TestGateway({
      methods: [{ path: '/', Integration: action('kinesis', 'PutRecord', { RequestTemplates: rendered }) }],
    });
    gateway.answer = () => json(200, {});
    await gateway.send({ url: '/test/', body: '{"a":"x\\ud83dy"}' });
    expect(gateway.calls[0]?.body).toBe('x\ufffdy');
  });

  test('puts path parameters and stage variables into the path of the URI', async () => {
    const gateway = new TestGateway({
      methods: [
        {
          path: '/',
          Integration: {
            ...action('sqs', 'x'),
            Uri: 'arn:aws:apigateway:us-east-1:sqs:path/000000000000/${stageVariables.queue}/{part}',
            RequestParameters: {
              'integration.request.path.part': "'a b'",
              'integration.request.querystring.q': 'method.request.querystring.q',
            },
          },
        },
      ],
      stage: { Variables: { queue: 'orders' } },
    });
    await gateway.send({ url: '/test/?q=1&q=2' });
    expect(gateway.calls[0]).toMatchObject({ path: '000000000000/orders/a%20b', query: [['q', '2']] });
  });

  test('fails with 504 when the target takes longer than the timeout, and aborts it', async () => {
    const gateway = new TestGateway({
      methods: [{ path: '/', Integration: action('kinesis', 'PutRecord', { TimeoutInMillis: 50 }) }],
    });
    let signal: AbortSignal | undefined;
    gateway.answer = (call) => {
      signal = call.signal;
      return new Promise(() => {});
    };
    const { status, body } = await gateway.send();
    expect([status, body, signal?.aborted]).toEqual([504, '{"message": "Endpoint request timed out"}', true]);
  });

  test('fails with 500 when the target throws, and when its body is no JSON for the template', async () => {
    const gateway = new TestGateway({
      methods: [
        {
          path: '/',
          Integration: action('kinesis', 'PutRecord', {
            IntegrationResponses: [
              { StatusCode: '200', ResponseTemplates: { 'application/json': "$input.json('$')" } },
            ],
          }),
        },
      ],
    });
    gateway.answer = () => Promise.reject(new Error('connection lost'));
    expect((await gateway.send()).status).toBe(500);
    expect(gateway.log[0]).toContain('connection lost');
    gateway.answer = () => json(200, '{broken');
    expect((await gateway.send()).status).toBe(500);
  });

  test('fails with 400 for a request body that begins like JSON and is none', async () => {
    const gateway = new TestGateway({
      methods: [
        {
          path: '/',
          Integration: action('kinesis', 'PutRecord', { RequestTemplates: { 'application/json': "$input.json('$')" } }),
        },
      ],
    });
    expect((await gateway.send({ body: '{a' })).status).toBe(400);
    expect((await gateway.send({ body: 'a=b' })).status).toBe(200);
  });
});

describe('HTTP', () => {
  test('forwards by proxy what the client sent, and answers what came back', async () => {
    const server = createServer((incoming, outgoing) => {
      outgoing.writeHead(418, {
        'X-Url': incoming.url,
        'X-Seen': incoming.headers['x-client'],
        'Content-Type': 'text/plain',
      });
      incoming.pipe(outgoing);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const gateway = new TestGateway(
        {
          methods: [
            {
              path: '/{proxy+}',
              verb: 'ANY',
              Integration: {
                Type: 'HTTP_PROXY',
                IntegrationHttpMethod: 'ANY',
                Uri: `http://127.0.0.1:${port}/base/{proxy}`,
                RequestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
              },
            },
          ],
        },
        { http: undefined as never },
      );
      const { status, headers, body } = await gateway.send({
        url: '/test/a/b%20c/?q=1',
        headers: [['X-Client', 'me']],
        body: 'hello',
      });
      expect([status, headers['x-url'], headers['x-seen'], body]).toEqual([418, '/base/a/b%20c?q=1', 'me', 'hello']);
      expect(headers['x-amzn-trace-id']).toBeUndefined();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('content handling', () => {
  const make = (handling: string | undefined, response: string | undefined) =>
    new TestGateway({
      api: { BinaryMediaTypes: ['application/octet-stream'] },
      methods: [
        {
          path: '/',
          Integration: action('s3', 'Put', {
            ...(handling && { ContentHandling: handling }),
            IntegrationResponses: [{ StatusCode: '200', ...(response && { ContentHandling: response }) }],
          }),
        },
      ],
    });
  const binary = { headers: [['Content-Type', 'application/octet-stream']] as const, body: Buffer.from([0, 200]) };

  test('passes binary bodies through, or as base64 text', async () => {
    const raw = make(undefined, undefined);
    await raw.send(binary);
    expect(Buffer.from(raw.calls[0]?.body ?? '')).toEqual(Buffer.from([0, 200]));
    const text = make('CONVERT_TO_TEXT', undefined);
    await text.send(binary);
    expect(Buffer.from(text.calls[0]?.body ?? '').toString()).toBe('AMg=');
  });

  test('decodes text on the way in and out, and fails for what is no base64', async () => {
    const gateway = make('CONVERT_TO_BINARY', 'CONVERT_TO_BINARY');
    gateway.answer = () => json(200, 'AMg=');
    expect((await gateway.send({ body: 'AMg=' })).bytes).toEqual(Buffer.from([0, 200]));
    expect(Buffer.from(gateway.calls[0]?.body ?? '')).toEqual(Buffer.from([0, 200]));
    expect((await gateway.send({ body: '?' })).status).toBe(500);
  });
});

describe('gateway responses', () => {
  const response = (type: string, properties: Properties) => ({
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: { RestApiId: API, ResponseType: type, ...properties },
  });

  test('render their templates by substitution, with headers, and fall back to the default ones', async () => {
    const gateway = new TestGateway({
      methods: [{ path: '/' }],
      stage: { Variables: { v: 'one' } },
      resources: {
        Missing: response('MISSING_AUTHENTICATION_TOKEN', {
          StatusCode: '404',
          ResponseParameters: {
            'gatewayresponse.header.X-V': 'stageVariables.v',
            'gatewayresponse.header.X-L': "'it'",
            'gatewayresponse.header.X-H': 'method.request.header.X-In',
          },
          ResponseTemplates: {
            'application/json':
              '{"m":$context.error.messageString,"t":"$context.error.responseType","p":"${context.path}","n":"$context.nothing","$x":1}',
          },
        }),
        Other: response('DEFAULT_4XX', { StatusCode: '418' }),
      },
    });
    const { status, headers, body } = await gateway.send({ url: '/test/none', headers: [['X-In', 'in']] });
    expect([status, headers['x-v'], headers['x-l'], headers['x-h']]).toEqual([404, 'one', 'it', 'in']);
    expect(body).toBe(
      '{"m":"Missing Authentication Token","t":"MISSING_AUTHENTICATION_TOKEN","p":"/test/none","n":"","$x":1}',
    );
    const other = await gateway.send({ url: '/test/none', headers: [['Authorization', 'x']] });
    expect(other.status).toBe(418);
  });

  test('tell what a body lacks in validationErrorString alone', async () => {
    const gateway = new TestGateway({
      methods: [
        {
          path: '/',
          RequestValidatorId: { Ref: 'Validator' },
          RequestModels: { 'application/json': { Ref: 'Model' } },
        },
      ],
      resources: {
        Validator: {
          Type: 'AWS::ApiGateway::RequestValidator',
          Properties: { RestApiId: API, ValidateRequestBody: true },
        },
        Model: {
          Type: 'AWS::ApiGateway::Model',
          Properties: {
            RestApiId: API,
            ContentType: 'application/json',
            Schema: { type: 'object', required: ['a'], properties: { b: { type: 'integer' } } },
          },
        },
        Body: response('BAD_REQUEST_BODY', {
          ResponseTemplates: { 'application/json': '$context.error.message $context.error.validationErrorString' },
        }),
      },
    });
    expect((await gateway.send({ body: '{}' })).body).toBe(
      'Invalid request body [object has missing required properties (["a"])]',
    );
    expect((await gateway.send({ body: '{"a":1,"b":"x"}' })).body).toBe(
      'Invalid request body [instance type (string) does not match any allowed primitive type (allowed: ["integer"])]',
    );
  });
});

describe('definitions that cannot be served', () => {
  const failure = (fixture: ConstructorParameters<typeof TestGateway>[0]) => {
    try {
      new TestGateway(fixture);
    } catch (error) {
      return error as { code: string; position: string; message: string };
    }
    throw new Error('it was served');
  };
  const method = (properties: Properties) => ({ methods: [{ path: '/', ...properties }] });

  test.each([
    [
      'GATEWAY_INVALID_TEMPLATE',
      method({ Integration: action('kinesis', 'P', { RequestTemplates: { 'application/json': '#if(' } }) }),
    ],
    [
      'GATEWAY_INVALID_MAPPING',
      method({
        Integration: action('kinesis', 'P', { RequestParameters: { 'integration.request.header.X': 'nonsense' } }),
      }),
    ],
    [
      'GATEWAY_INVALID_MAPPING',
      method({ Integration: action('kinesis', 'P', { RequestParameters: { 'method.request.header.X': "'x'" } }) }),
    ],
    [
      'GATEWAY_INVALID_PATTERN',
      method({
        Integration: action('kinesis', 'P', { IntegrationResponses: [{ StatusCode: '200', SelectionPattern: '(' }] }),
      }),
    ],
    [
      'GATEWAY_INVALID_INTEGRATION',
      method({ Integration: { Type: 'AWS', Uri: 'non-valid-arn', IntegrationHttpMethod: 'POST' } }),
    ],
    [
      'GATEWAY_INVALID_INTEGRATION',
      method({ Integration: { Type: 'HTTP', Uri: 'non-valid-http', IntegrationHttpMethod: 'POST' } }),
    ],
    ['GATEWAY_INVALID_INTEGRATION', method({ Integration: { Type: 'WEBSOCKET' } })],
    ['GATEWAY_INVALID_INTEGRATION', method({ Integration: action('kinesis', 'P', { TimeoutInMillis: 10 }) })],
    ['GATEWAY_INVALID_AUTHORIZER', method({ AuthorizationType: 'MAGIC' })],
    ['GATEWAY_UNKNOWN_REFERENCE', method({ AuthorizationType: 'CUSTOM', AuthorizerId: 'none' })],
    ['GATEWAY_UNKNOWN_REFERENCE', method({ RequestValidatorId: 'none' })],
    ['GATEWAY_DUPLICATE_METHOD', { methods: [{ path: '/a' }, { path: '/a' }] }],
    ['GATEWAY_INVALID_POLICY', { api: { Policy: { Statement: [{ Effect: 'Maybe' }] } }, methods: [{ path: '/' }] }],
    ['GATEWAY_NO_API', { methods: [], stage: { RestApiId: 'another' } }],
    [
      'GATEWAY_INVALID_MODEL',
      {
        methods: [{ path: '/' }],
        resources: {
          M: { Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: API, Schema: { type: 'objekt' } } },
        },
      },
    ],
    [
      'GATEWAY_INVALID_GATEWAY_RESPONSE',
      {
        methods: [{ path: '/' }],
        resources: {
          R: { Type: 'AWS::ApiGateway::GatewayResponse', Properties: { RestApiId: API, ResponseType: 'NO_SUCH' } },
        },
      },
    ],
  ])('fails with %s', (code, fixture) => {
    expect(failure(fixture)).toMatchObject({ code, message: expect.stringMatching(/.+/) });
  });
});
