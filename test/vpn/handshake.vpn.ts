import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, Stack } from 'aws-cdk-lib';
import { ApiAuth, IngestionPipeline } from 'cdk-sluice';
import { readConnection } from '../../cli/vpn/connection-answer';
import { interfaceFiles } from '../../cli/vpn/interfaces';
import { strongswanFiles } from '../../cli/vpn/strongswan';
import { writeFiles } from '../../cli/vpn/write-files';
import { answer, CUSTOMER, KEYS, OUTSIDE } from '../cli/vpn/answer';
import { awsSwanctl, described, synthesizedTunnels } from './aws-side';
import { Charon } from './charon';
import { Laboratory } from './laboratory';
import { execute, installPrograms, whyNoPrograms } from './programs';

const ID = 'vpn-0abc123def4567890';
const SERVER = '10.0.0.10';
const SITE = '192.168.0.1';
const PLUGINS = ['kernel-libipsec', 'kernel-netlink', 'socket-default'];
/** What the front door answers when the event is stored. */
const ACCEPTED = /"sequenceNumber":"\d+"}\s+200$/;
const reason = whyNoPrograms();
const describeHere = reason === undefined ? describe : describe.skip;

describeHere(`a site and a VPC${reason === undefined ? '' : ` (${reason})`}`, () => {
  const laboratory = new Laboratory();
  const children: ChildProcess[] = [];
  const daemons = new Map<string, Charon>();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-handshake-'));

  const daemon = (short: string): Charon => {
    const found = daemons.get(short);
    if (found === undefined) throw new Error(`no daemon in ${short}`);
    return found;
  };
  const load = (short: string, file: string) => {
    const { status, output } = daemon(short).swanctl('--load-all', '--clear', '--file', file);
    if (status !== 0) throw new Error(output);
  };
  const post = () =>
    execute(
      '/sbin/ip',
      laboratory.within(
        'site',
        ...['curl', '-s', '-m', '5', '--interface', SITE, '-H', 'Content-Type: application/json'],
        ...['-d', '{"line":7}', '-w', ' %{http_code}', `http://${SERVER}:3000/v1/events`],
      ),
    ).output;

  beforeAll(async () => {
    installPrograms();
    laboratory.build(CUSTOMER, OUTSIDE);
    const tunnels = synthesizedTunnels(CUSTOMER);
    const connection = readConnection(answer({ isStatic: true, tunnelOptions: tunnels.map(described) }), {
      keys: new Map(),
      names: new Map(),
      vpcCidrs: ['10.0.0.0/20'],
      siteCidrs: [],
      sourceAddress: SITE,
    });
    await writeFiles(folder, [
      ...strongswanFiles(connection, 'user-space'),
      ...interfaceFiles(connection, 'strongswan'),
    ]);
    const settings = join(folder, 'strongswan/strongswan.d/sluice.conf');
    for (const short of ['a1', 'a2', 'c1', 'c2']) {
      const namespace = laboratory.name(short);
      daemons.set(short, await Charon.start({ folder, namespace, settings, plugins: PLUGINS }));
    }
    laboratory.ip('site', 'address', 'add', `${SITE}/20`, 'dev', 'lo');
    laboratory.ip('vpc', 'address', 'add', `${SERVER}/32`, 'dev', 'lo');
    for (const [index, outside] of OUTSIDE.entries()) {
      const number = index + 1;
      const tunnel = connection.tunnels[index];
      const options = tunnels[index];
      if (tunnel === undefined || options === undefined) throw new Error('a connection has two tunnels');
      laboratory.moveDevice(`c${number}`, 'site', `vpn${number}`, tunnel.customerInside);
      laboratory.moveDevice(`a${number}`, 'vpc', `tgw${number}`, tunnel.awsInside);
      const aws = join(folder, `a${number}.conf`);
      writeFileSync(aws, awsSwanctl(options, outside, CUSTOMER, KEYS[index] ?? ''), { mode: 0o600 });
      load(`a${number}`, aws);
      load(`c${number}`, join(folder, `strongswan/${tunnel.name}.conf`));
    }
    laboratory.ip('vpc', 'route', 'add', '192.168.0.0/20', 'dev', 'tgw1');

    const app = new App({ outdir: join(folder, 'cdk.out') });
    new IngestionPipeline(new Stack(app, 'Pipeline'), 'Pipeline', { auth: ApiAuth.none('inside the laboratory') });
    app.synth();
    const program = resolve(__dirname, '../../dist/bin/sluice.js');
    const runtime = ['node', program, 'run', 'cdk.out', '--host', SERVER, '--port', '3000'];
    children.push(spawn('/sbin/ip', laboratory.within('vpc', ...runtime), { cwd: folder, stdio: 'ignore' }));
    const routes = join(folder, 'strongswan/static-routes.sh');
    children.push(spawn('/sbin/ip', laboratory.within('site', 'sh', routes), { stdio: 'ignore', detached: true }));
    for (let tries = 0; tries < 60 && !ACCEPTED.test(post()); tries++) await sleep(500);
  });

  afterAll(async () => {
    for (const { pid } of children) {
      if (pid === undefined) continue;
      try {
        process.kill(pid);
      } catch {
        // It ended by itself.
      }
    }
    for (const one of daemons.values()) await one.stop();
    laboratory.remove();
    rmSync(folder, { recursive: true });
  });

  test.each([1, 2])('have tunnel %d up, with what the template asks for', (number) => {
    const { output } = daemon(`c${number}`).swanctl('--list-sas');
    expect(output).toContain('ESTABLISHED, IKEv2');
    expect(output).toContain('AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384');
    expect(output).toMatch(/INSTALLED, TUNNEL-in-UDP, ESP:AES_GCM_16-256/);
  });

  test('pass a POST into the local runtime, encrypted, and its answer back', () => {
    const bytes = () => Number(/ in {2}\w+, +(\d+) bytes/.exec(daemon('c1').swanctl('--list-sas').output)?.[1]);
    const before = bytes();
    expect(post()).toMatch(ACCEPTED);
    expect(bytes()).toBeGreaterThan(before);
  });

  test('move their traffic when a tunnel is cut', async () => {
    laboratory.cut(1);
    // AWS's own side moves by itself.
    laboratory.ip('vpc', 'route', 'replace', '192.168.0.0/20', 'dev', 'tgw2');
    const start = Date.now();
    let said = '';
    while (Date.now() - start < 40_000 && !ACCEPTED.test(said)) said = post();
    expect(said).toMatch(ACCEPTED);
    process.stdout.write(`traffic moved after ${Date.now() - start} ms\n`);
  });

  test('fails for a wrong key', () => {
    const file = join(folder, `strongswan/${ID}-2.conf`);
    const c2 = daemon('c2');
    const wrong = join(folder, 'wrong.conf');
    const text = readFileSync(file, 'utf8').replace(KEYS[1], 'wrongwrongwrong');
    writeFileSync(wrong, text.replace('start_action = start', 'start_action = none'), { mode: 0o600 });
    c2.swanctl('--terminate', '--ike', `${ID}-2`, '--force');
    load('c2', wrong);
    const { status, output } = c2.swanctl('--initiate', '--child', `${ID}-2`, '--timeout', '10');
    expect([status === 0, output.includes('AUTHENTICATION_FAILED')]).toEqual([false, true]);
  });
});
