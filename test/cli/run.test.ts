import { once } from 'node:events';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { main } from '../../cli/main';
import { runCommand } from '../../cli/run';
import { realDisk } from '../../local/storage';
import { API, apiTemplate } from '../local/gateway/api-fixture';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sluice-cli-run-'));
  writeFileSync(
    join(cwd, 'api.template.json'),
    JSON.stringify(apiTemplate({ methods: [{ path: '/ok', verb: 'GET' }] })),
  );
});
afterEach(() => rmSync(cwd, { recursive: true }));

function begin(...argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const told = { out: '', err: '' };
  stdout.on('data', (chunk) => {
    told.out += chunk;
  });
  stderr.on('data', (chunk) => {
    told.err += chunk;
  });
  const done = main([runCommand], ['run', ...argv], { stdin: new PassThrough(), stdout, stderr, cwd, env: {} });
  return { told, done, stdout };
}

async function run(...argv: string[]) {
  const { told, done } = begin(...argv);
  const status = await done;
  return { status, ...told };
}

test('serves a template until it is told to stop', async () => {
  const { told, done, stdout } = begin('api.template.json', '--port', '0');
  while (!told.out.includes('Try it')) await once(stdout, 'data');
  const address = /http:\/\/127\.0\.0\.1:\d+\/test/.exec(told.out)?.[0];
  expect((await fetch(`${address}/ok`)).status).toBe(200);
  process.emit('SIGTERM');
  expect(await done).toBe(0);
});

test('starts again with --watch when the template changes, and goes on with the old one when it cannot be read', async () => {
  const { told, done, stdout } = begin('api.template.json', '--port', '0', '--watch');
  const file = join(cwd, 'api.template.json');
  let touched = 0;
  // Again and again: watching begins a moment after the banner.
  const change = async (content: string, isSeen: () => boolean) => {
    const end = Date.now() + 20_000;
    while (!isSeen()) {
      if (Date.now() > end) throw new Error(told.out + told.err);
      writeFileSync(file, content);
      utimesSync(file, ++touched, touched);
      await new Promise((resolve) => setTimeout(resolve, 600));
    }
  };
  const urls = () => [...told.out.matchAll(/Try it:.*?(http:\/\/127\.0\.0\.1:\d+\/test)/gs)].map(([, url]) => url);
  while (urls().length === 0) await once(stdout, 'data');
  await change('{', () => told.err.includes('cannot be run'));
  expect((await fetch(`${urls()[0]}/ok`)).status).toBe(200);
  const next = JSON.stringify(apiTemplate({ methods: [{ path: '/new', verb: 'GET' }] }));
  await change(next, () => urls().length >= 2);
  expect(told.out).toContain('The app changed: delivering what waits.');
  expect((await fetch(`${urls().at(-1)}/new`)).status).toBe(200);
  process.emit('SIGTERM');
  expect(await done).toBe(0);
}, 30_000);

test('syncs what it keeps with --fsync alone', async () => {
  const synced = async (...flags: string[]): Promise<number> => {
    const sync = jest.spyOn(realDisk, 'sync');
    const { told, done, stdout } = begin('api.template.json', '--port', '0', ...flags);
    while (!told.out.includes('Try it')) await once(stdout, 'data');
    process.emit('SIGTERM');
    await done;
    const calls = sync.mock.calls.length;
    sync.mockRestore();
    return calls;
  };
  expect(await synced()).toBe(0);
  expect(await synced('--fsync')).toBeGreaterThan(0);
});

test('lists what becomes of each property, and stops', async () => {
  const { status, out } = await run('api.template.json', '--list');
  expect(status).toBe(0);
  expect(out).toMatch(/^run +api\/Method0\.HttpMethod +AWS::ApiGateway::Method/m);
});

test.each([
  ['an app that is not there', ['none'], 2, /there is no 'none' here: run 'npx cdk synth -q' first/],
  ['a stage that is not there', ['api.template.json', '--stage', 'prod'], 1, /no stage 'prod'/],
  ['a port that is none', ['api.template.json', '--port', 'x'], 2, /'--port' must be a whole number/],
  ['an account that is none', ['api.template.json', '--account', '1'], 2, /'--account' must be 12 digits/],
  ['a Region that is none', ['api.template.json', '--region', 'here'], 2, /'--region' must be a Region/],
  ['a quotas file that is not there', ['api.template.json', '--quotas', 'none'], 2, /there is no quotas file/],
  ['quotas that are none', ['api.template.json', '--quotas', 'api.template.json'], 1, /'Resources' is no quota/],
  [
    'an address that is not of this machine',
    ['api.template.json', '--host', '192.0.2.1', '--port', '0'],
    1,
    /192\.0\.2\.1/,
  ],
])('fails in one line for %s', async (_name, argv, status, message) => {
  const result = await run(...argv);
  expect(result.status).toBe(status);
  expect(result.err).toMatch(message);
  expect(result.err.trim().split('\n')).toHaveLength(1);
});

test('fails in one line for a taken port', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { status, err } = await run('api.template.json', '--port', String(port));
  server.close();
  expect([status, err]).toEqual([
    1,
    `sluice run: 127.0.0.1:${port} is in use; choose another port, or 0 for a free one [GATEWAY_ADDRESS_IN_USE]\n`,
  ]);
});

test('fails for what is not emulated when asked to be strict', async () => {
  const fixture = {
    methods: [{ path: '/ok' }],
    resources: { Part: { Type: 'AWS::ApiGateway::VpcLink', Properties: { RestApiId: API } } },
  };
  writeFileSync(join(cwd, 'api.template.json'), JSON.stringify(apiTemplate(fixture)));
  const { status, err } = await run('api.template.json', '--strict');
  expect(status).toBe(1);
  expect(err).toMatch(/^sluice run: api\/Part: not emulated: there is no VPC/);
});

test('takes values of template parameters and SSM parameters from files', async () => {
  const template = apiTemplate({ methods: [{ path: '/ok', verb: 'GET' }] }) as Record<string, unknown>;
  const Parameters = {
    Empty: { Type: 'String' },
    Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/v' },
  };
  const Conditions = {
    Given: { 'Fn::And': [{ 'Fn::Equals': [{ Ref: 'Empty' }, '1'] }, { 'Fn::Equals': [{ Ref: 'Version' }, 'v2'] }] },
  };
  const Resources = { ...Object(template.Resources), Topic: { Type: 'AWS::SNS::Topic', Condition: 'Given' } };
  writeFileSync(join(cwd, 'api.template.json'), JSON.stringify({ ...template, Parameters, Conditions, Resources }));
  writeFileSync(join(cwd, 'values.json'), '{"Empty": 1}');
  writeFileSync(join(cwd, 'ssm.json'), '{"/v": "v2"}');
  const argv = ['api.template.json', '--list', '--parameters', 'values.json', '--ssm-parameters', 'ssm.json'];
  expect((await run(...argv)).out).toMatch(/api\/Topic +AWS::SNS::Topic/);
  const { status, err } = await run('api.template.json', '--list');
  expect([status, err]).toEqual([
    1,
    expect.stringMatching(/no value for api:Empty: .*--parameters.* \[MISSING_PARAMETER\]/),
  ]);
});

test.each([
  ['that is not there', undefined, /cannot read 'values.json' of '--parameters'/],
  ['that is not JSON', 'Empty: 1', /'values.json' of '--parameters' is not JSON/],
  ['that holds no object', '[1]', /must name a file with one JSON object/],
  ['with a value that is no text', '{"A": {}}', /'A' of 'values.json' must be text/],
])('fails in one line for a file of parameters %s', async (_name, content, message) => {
  if (content !== undefined) writeFileSync(join(cwd, 'values.json'), content);
  const { status, err } = await run('api.template.json', '--parameters', 'values.json');
  expect([status, err]).toEqual([2, expect.stringMatching(message)]);
});
