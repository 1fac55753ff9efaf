import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { banner, type Running, start } from '../../../local/run';
import { apiTemplate, deploy } from '../gateway/api-fixture';

const ENDPOINT = 'vpce-0123456789abcdef0';
const everybody = { Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
const api = {
  EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: [ENDPOINT] },
  Policy: {
    Version: '2012-10-17',
    Statement: [
      { ...everybody, Effect: 'Allow' },
      { ...everybody, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': ENDPOINT } } },
      { ...everybody, Effect: 'Deny', Condition: { NotIpAddress: { 'aws:VpcSourceIp': '127.0.0.0/8' } } },
    ],
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-vpc-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function withRunning(given: object, look: (running: Running) => Promise<void>): Promise<void> {
  const deployment = deploy(apiTemplate({ api: { ...given }, methods: [{ path: '/events' }] }));
  const running = await start({ deployment, dataFolder: folder });
  try {
    await look(running);
  } finally {
    await running.close();
  }
}

const post = (port: number | undefined) =>
  fetch(`http://127.0.0.1:${port}/test/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
  });

const postAs = async (host: string, port: number | undefined): Promise<IncomingMessage> => {
  const headers = { Host: host, 'Content-Type': 'application/json' };
  const call = request({ host: '127.0.0.1', port, path: '/test/events', method: 'POST', headers });
  call.end('{}');
  const [answer] = await once(call, 'response');
  return answer.resume();
};

test('a private API is served by a listener that stands for its VPC endpoint', async () => {
  await withRunning(api, async (running) => {
    expect((await post(running.vpcServer?.port)).status).toBe(200);
    expect(banner(running).join('\n')).toContain(
      `http://127.0.0.1:${running.vpcServer?.port}/test  (Api, as its VPC endpoint ${ENDPOINT})`,
    );
  });
});

test('of several endpoints it stands for the one that the host names, or else for the first', async () => {
  const OTHER = 'vpce-0fedcba9876543210';
  const bound = { Types: ['PRIVATE'], VpcEndpointIds: [ENDPOINT, OTHER] };
  await withRunning({ ...api, EndpointConfiguration: bound }, async ({ vpcServer, gateway }) => {
    const apiId = gateway.apis[0]?.id;
    const statusFor = async (endpoint: string) =>
      (await postAs(`${apiId}-${endpoint}.execute-api.us-east-1.amazonaws.com`, vpcServer?.port)).statusCode;
    // The policy admits one of the two.
    expect(await statusFor(ENDPOINT)).toBe(200);
    expect(await statusFor(OTHER)).toBe(403);
    expect((await post(vpcServer?.port)).status).toBe(200);
  });
});

test("a call on the public listener gets AWS's 403", async () => {
  await withRunning(api, async ({ server }) => {
    const answer = await post(server.port);
    expect([answer.status, await answer.json()]).toEqual([403, { message: 'Forbidden' }]);
  });
});

test('there is no such listener without a private API', async () => {
  await withRunning({}, async ({ server, vpcServer }) => {
    expect([(await post(server.port)).status, vpcServer]).toEqual([200, undefined]);
  });
});
