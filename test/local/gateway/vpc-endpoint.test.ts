import { type ApiFixture, type Properties, TestGateway } from './api-fixture';

const ENDPOINT = 'vpce-0123456789abcdef0';

function deny(condition: Properties): Properties {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: 'execute-api:Invoke',
    Resource: 'execute-api:/*',
    Condition: condition,
  };
}
const ALLOW = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };

function privateApi(...statements: Properties[]): ApiFixture {
  return {
    api: {
      EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: [ENDPOINT] },
      Policy: { Version: '2012-10-17', Statement: statements },
    },
    methods: [{ path: '/events' }],
  };
}

const closed = privateApi(
  deny({ StringNotEquals: { 'aws:SourceVpce': [ENDPOINT] } }),
  deny({ NotIpAddress: { 'aws:VpcSourceIp': ['192.168.0.0/20'] } }),
  ALLOW,
);

/** Status and message of a call through `vpcEndpointId`; from the internet without one. */
async function call(fixture: ApiFixture, vpcEndpointId?: string, sourceIp = '192.168.0.7', host = 'localhost:3000') {
  const { gateway } = new TestGateway(fixture);
  const { status, body } = await gateway.handle({
    ...{ method: 'POST', url: '/test/events', rawHeaders: ['Host', host], body: Buffer.from('{}') },
    ...{ sourceIp, vpcEndpointId },
  });
  return [status, body.toString()];
}

describe('a private API', () => {
  test('answers calls through its endpoint, from the ranges it admits', async () => {
    expect(await call(closed, ENDPOINT)).toEqual([200, expect.anything()]);
  });

  test("gives calls from the internet AWS's 403", async () => {
    expect(await call(closed)).toEqual([403, '{"message":"Forbidden"}']);
    expect(await call(privateApi(ALLOW))).toEqual([403, '{"message":"Forbidden"}']);
  });

  test.each([
    ['another endpoint', 'vpce-0fedcba9876543210', '192.168.0.7'],
    ['another range', ENDPOINT, '192.168.16.1'],
  ])('denies calls by %s', async (_name, vpcEndpointId, sourceIp) => {
    expect(await call(closed, vpcEndpointId, sourceIp)).toEqual([403, expect.stringContaining('explicit deny')]);
  });

  test('is denied without a policy that allows', async () => {
    const silent = privateApi(deny({ StringNotEquals: { 'aws:SourceVpce': [ENDPOINT] } }));
    expect(await call(silent, ENDPOINT)).toEqual([403, expect.stringContaining('not authorized')]);
  });

  test('is named by its id and its endpoint in the host', async () => {
    const { apiId } = new TestGateway(closed);
    const host = `${apiId}-${ENDPOINT}.execute-api.us-east-1.amazonaws.com`;
    expect(await call(closed, ENDPOINT, '192.168.0.7', host)).toEqual([200, expect.anything()]);
  });

  test('sees no address of the internet in its policy', async () => {
    const bySourceIp = privateApi({ ...ALLOW, Condition: { IpAddress: { 'aws:SourceIp': '192.168.0.0/20' } } });
    expect(await call(bySourceIp, ENDPOINT)).toEqual([403, expect.stringContaining('not authorized')]);
  });
});

test('a public API does not answer calls through an endpoint', async () => {
  expect(await call({ methods: [{ path: '/events' }] }, ENDPOINT)).toEqual([403, '{"message":"Forbidden"}']);
});
