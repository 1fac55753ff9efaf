import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, Stack } from 'aws-cdk-lib';
import { ApiAuth, IngestionPipeline, type VpnRouting } from 'cdk-sluice';
import { readConnection } from '../../cli/vpn/connection-answer';
import { frrFiles } from '../../cli/vpn/frr';
import { interfaceFiles } from '../../cli/vpn/interfaces';
import type { DeviceConnection } from '../../cli/vpn/tunnel';
import { writeFiles } from '../../cli/vpn/write-files';
import { answer, CUSTOMER } from '../cli/vpn/answer';
import { described, synthesizedTunnels } from './aws-side';
import { KernelTunnels } from './kernel-tunnels';
import { execute, type Outcome } from './programs';
import { kernelHasEsp, type Tunnels, type TunnelsProps } from './tunnels';
import { UserSpaceTunnels } from './user-space-tunnels';

/** The device's own address inside the site, and the front door's inside the VPC. */
export const SITE = '192.168.0.1';
export const SITE_RANGE = '192.168.0.0/20';
export const VPC_RANGE = '10.0.0.0/20';
const SERVER = '10.0.0.10';

/** What the front door answers when the event is stored. */
const ACCEPTED = /"sequenceNumber":"\d+"}\s+200$/;

/** Whether tunnels run in the kernel here, from unchanged files; otherwise in user space, from the variant for it. */
export const inKernel = kernelHasEsp();

/** Tunnels in the way that this kernel has. */
export function tunnelsOf(props: TunnelsProps): Tunnels {
  return inKernel ? new KernelTunnels(props) : new UserSpaceTunnels(props);
}

/** A site and a VPC, each in a namespace, joined by the tunnels of a connection, with the local runtime in the VPC. */
export class SiteAndVpc {
  public static async build(routing: VpnRouting): Promise<SiteAndVpc> {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-handshake-'));
    const isStatic = routing === 'STATIC';
    const template = synthesizedTunnels(CUSTOMER, routing);
    const connection = readConnection(answer({ isStatic, tunnelOptions: template.map(described) }), {
      keys: new Map(),
      names: new Map(),
      vpcCidrs: isStatic ? [VPC_RANGE] : [],
      siteCidrs: isStatic ? [] : [SITE_RANGE],
      sourceAddress: SITE,
    });
    await writeFiles(folder, [...interfaceFiles(connection, 'strongswan'), ...frrFiles(connection)]);
    const tunnels = tunnelsOf({ folder, connection, template });
    const made = new SiteAndVpc(folder, connection, tunnels);
    try {
      await tunnels.start();
      made.startRuntime();
      return made;
    } catch (error) {
      await made.stop();
      throw error;
    }
  }

  private readonly children: ChildProcess[] = [];

  private constructor(
    public readonly folder: string,
    public readonly connection: DeviceConnection,
    public readonly tunnels: Tunnels,
  ) {}

  /** Runs a program to its end, in `site` or `vpc`. */
  public execute(room: string, ...command: string[]): Outcome {
    return execute('/sbin/ip', this.tunnels.laboratory.within(room, ...command));
  }

  /** Starts a program, in `site` or `vpc`, that ends with the test. */
  public spawn(room: string, ...command: string[]): void {
    const options = { cwd: this.folder, stdio: 'ignore', detached: true } as const;
    this.children.push(spawn('/sbin/ip', this.tunnels.laboratory.within(room, ...command), options));
  }

  /** Posts an event from the site until it is stored. Returns the milliseconds that took; throws after `limit`. */
  public async postUntilStored(limit: number): Promise<number> {
    const start = Date.now();
    let said = '';
    while (Date.now() - start < limit) {
      said = this.execute(
        'site',
        ...['curl', '-s', '-m', '5', '--interface', SITE, '-H', 'Content-Type: application/json'],
        ...['-d', '{"line":7}', '-w', ' %{http_code}', `http://${SERVER}:3000/v1/events`],
      ).output;
      if (ACCEPTED.test(said)) return Date.now() - start;
      await sleep(200);
    }
    throw new Error(`no event was stored within ${limit} ms; the last answer was '${said}'`);
  }

  public async stop(): Promise<void> {
    await Promise.all(this.children.map(endGroup));
    await this.tunnels.stop();
    rmSync(this.folder, { recursive: true });
  }

  private startRuntime(): void {
    const { laboratory } = this.tunnels;
    laboratory.ip('site', 'address', 'add', `${SITE}/20`, 'dev', 'lo');
    laboratory.ip('vpc', 'address', 'add', `${SERVER}/32`, 'dev', 'lo');
    const app = new App({ outdir: join(this.folder, 'cdk.out') });
    new IngestionPipeline(new Stack(app, 'Pipeline'), 'Pipeline', { auth: ApiAuth.none('inside the laboratory') });
    app.synth();
    const program = resolve(__dirname, '../../dist/bin/sluice.js');
    this.spawn('vpc', 'node', program, 'run', 'cdk.out', '--host', SERVER, '--port', '3000');
  }
}

/** Ends a program and what it started, and waits: the local runtime writes until it is gone. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  process.kill(-child.pid);
  await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
  if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
}
