import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute, type Outcome } from './programs';
import type { SiteAndVpc } from './site-and-vpc';

/** FRR in a namespace, with daemons of its own. */
export class Frr {
  /** Starts the daemons and gives them a configuration, as `vtysh -f` does with a device's. */
  public static async start(both: SiteAndVpc, room: string, file: string): Promise<Frr> {
    // The daemons give up being root: theirs is a folder that user frr may write, below folders that it may enter.
    const folder = mkdtempSync('/run/sluice-frr-');
    chmodSync(folder, 0o755);
    execute('chown', ['frr:frr', folder]);
    const frr = new Frr(folder);
    const common = ['-z', join(folder, 'zserv.api'), '--vty_socket', folder];
    both.spawn(room, '/usr/lib/frr/zebra', ...common, '-i', join(folder, 'zebra.pid'));
    await frr.until(() => frr.show('version').status === 0, 'zebra');
    both.spawn(room, '/usr/lib/frr/bgpd', ...common, '-i', join(folder, 'bgpd.pid'));
    await frr.until(() => frr.show('bgp summary').status === 0, 'bgpd');
    const { status, output } = frr.vtysh('-f', file);
    if (status !== 0) throw new Error(`vtysh -f failed: ${output}`);
    return frr;
  }

  private constructor(private readonly folder: string) {}

  public show(what: string): Outcome {
    return this.vtysh('-c', `show ${what}`);
  }

  /** Neighbours whose sessions are up. */
  public established(): string[] {
    const peers: { [neighbour: string]: { state: string } } =
      JSON.parse(this.show('bgp summary json').output).ipv4Unicast?.peers ?? {};
    return Object.keys(peers).filter((neighbour) => peers[neighbour]?.state === 'Established');
  }

  /** Waits until `done`, for `limit` milliseconds. */
  public async until(done: () => boolean, what: string, limit = 30_000): Promise<void> {
    const start = Date.now();
    while (!done()) {
      if (Date.now() - start > limit) throw new Error(`${what} did not come within ${limit} ms`);
      await sleep(200);
    }
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private vtysh(...args: string[]): Outcome {
    return execute('vtysh', ['--vty_socket', this.folder, ...args]);
  }
}
