import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strongswanFiles } from '../../cli/vpn/strongswan';
import { writeFiles } from '../../cli/vpn/write-files';
import { awsSwanctl } from './aws-side';
import type { Charon } from './charon';
import { Daemons } from './daemons';
import { Laboratory } from './laboratory';
import { execute } from './programs';
import type { Tunnels, TunnelsProps } from './tunnels';

const PLUGINS = ['kernel-libipsec', 'kernel-netlink', 'socket-default'];

/**
 * Tunnels by strongSwan's user-space ESP, from the writer's variant for it:
 *
 * ```
 * site ─ vpn1 (c1) ══ cable ══ (a1) tgw1 ─ vpc
 *      └ vpn2 (c2) ══ cable ══ (a2) tgw2 ┘
 * ```
 *
 * c1 and c2 hold the device's daemons, a1 and a2 those of AWS. A daemon's own tun device is moved to where the routing
 * is done: it stands for the interface that `interfaces.sh` makes on a kernel with ESP.
 */
export class UserSpaceTunnels implements Tunnels {
  public readonly laboratory = new Laboratory(['site', 'vpc', 'c1', 'a1', 'c2', 'a2']);
  private readonly daemons: Daemons;

  public constructor(private readonly props: TunnelsProps) {
    const { laboratory } = this;
    this.daemons = new Daemons({ ...props, laboratory, plugins: PLUGINS, isDevice: (room) => room.startsWith('c') });
  }

  public async start(): Promise<void> {
    const { folder, connection, template } = this.props;
    await writeFiles(folder, strongswanFiles(connection, 'user-space'));
    this.laboratory.build();
    for (const [index, tunnel] of connection.tunnels.entries()) {
      const number = index + 1;
      const [device, aws] = [`c${number}`, `a${number}`];
      const [deviceAddress, awsAddress] = [connection.localAddress, tunnel.awsAddress];
      this.laboratory.lay({ number, device, aws, deviceAddress, awsAddress });
      for (const room of [device, aws]) await this.daemons.start(room);
      this.moveDevice(device, 'site', `vpn${number}`, tunnel.customerInside);
      this.moveDevice(aws, 'vpc', `tgw${number}`, tunnel.awsInside);
      const options = template[index];
      if (options === undefined) throw new Error('a connection has two tunnels');
      const file = join(folder, `${aws}.conf`);
      writeFileSync(file, awsSwanctl([{ tunnel, options }], deviceAddress, 'user-space'), { mode: 0o600 });
      this.daemons.of(aws).load(file);
      this.daemons.of(device).load(this.device(number).file);
    }
  }

  public device(number: number): { readonly daemon: Charon; readonly file: string } {
    const { folder, connection } = this.props;
    return {
      daemon: this.daemons.of(`c${number}`),
      file: join(folder, `strongswan/${connection.id}-${number}.conf`),
    };
  }

  public cut(number: number): void {
    this.laboratory.cut(`a${number}`, number);
  }

  public async stop(): Promise<void> {
    await this.daemons.stop();
    this.laboratory.remove();
  }

  /** Moves a daemon's tun device to where routing is done, and leaves one of its name behind for the daemon's routes. */
  private moveDevice(from: string, to: string, device: string, address: string): void {
    const { laboratory } = this;
    laboratory.ip(from, 'link', 'set', 'ipsec0', 'netns', laboratory.name(to), 'name', device);
    laboratory.ip(from, 'tuntap', 'add', 'dev', 'ipsec0', 'mode', 'tun');
    laboratory.ip(from, 'link', 'set', 'ipsec0', 'up');
    // The daemon's routes would swallow the packets of IKE themselves: its selectors are everything.
    execute('/sbin/ip', ['-n', laboratory.name(from), 'rule', 'del', 'priority', '220']);
    laboratory.ip(to, 'address', 'add', `${address}/30`, 'dev', device);
    laboratory.ip(to, 'link', 'set', device, 'up', 'mtu', '1400');
  }
}
