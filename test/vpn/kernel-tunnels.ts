import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interfaceFiles } from '../../cli/vpn/interfaces';
import { strongswanFiles } from '../../cli/vpn/strongswan';
import { writeFiles } from '../../cli/vpn/write-files';
import { awsSwanctl } from './aws-side';
import type { Charon } from './charon';
import { Daemons } from './daemons';
import { Laboratory } from './laboratory';
import { execute } from './programs';
import type { Tunnels, TunnelsProps } from './tunnels';

const PLUGINS = ['kernel-netlink', 'socket-default'];

/**
 * Tunnels by a kernel with ESP. On the device's side the files are those that `sluice vpn config` writes, unchanged:
 * `swanctl.conf`, the daemon's settings, and `interfaces.sh`, which makes `vpn1` and `vpn2`.
 *
 * ```
 * site ═ vpn1 ═ cable ═ tgw1 ═ vpc
 *      ═ vpn2 ═ cable ═ tgw2 ═
 * ```
 */
export class KernelTunnels implements Tunnels {
  public readonly laboratory = new Laboratory(['site', 'vpc']);
  private readonly daemons: Daemons;

  public constructor(private readonly props: TunnelsProps) {
    const { laboratory } = this;
    this.daemons = new Daemons({ ...props, laboratory, plugins: PLUGINS, isDevice: (room) => room === 'site' });
  }

  public async start(): Promise<void> {
    const { folder, connection, template } = this.props;
    const { laboratory } = this;
    await writeFiles(folder, [...strongswanFiles(connection), ...interfaceFiles(connection, 'strongswan')]);
    laboratory.build();
    for (const room of ['site', 'vpc']) await this.daemons.start(room);
    for (const { number, awsAddress, awsInside } of connection.tunnels) {
      const deviceAddress = connection.localAddress;
      laboratory.lay({ number, device: 'site', aws: 'vpc', deviceAddress, awsAddress });
      laboratory.ip('vpc', 'link', 'add', `tgw${number}`, 'type', 'xfrm', 'if_id', String(number));
      laboratory.ip('vpc', 'address', 'add', `${awsInside}/30`, 'dev', `tgw${number}`);
      laboratory.ip('vpc', 'link', 'set', `tgw${number}`, 'up', 'mtu', '1400');
    }
    const program = join(folder, 'strongswan/interfaces.sh');
    const { status, output } = execute('/sbin/ip', laboratory.within('site', 'sh', program));
    if (status !== 0) throw new Error(`interfaces.sh failed: ${output}`);
    const file = join(folder, 'aws.conf');
    const both = connection.tunnels.flatMap((tunnel, index) => {
      const options = template[index];
      return options === undefined ? [] : [{ tunnel, options }];
    });
    writeFileSync(file, awsSwanctl(both, connection.localAddress, 'kernel'), { mode: 0o600 });
    this.daemons.of('vpc').load(file);
    this.daemons.of('site').load(this.device().file);
  }

  public device(): { readonly daemon: Charon; readonly file: string } {
    return { daemon: this.daemons.of('site'), file: join(this.props.folder, 'strongswan/swanctl.conf') };
  }

  public cut(number: number): void {
    this.laboratory.cut('vpc', number);
  }

  public async stop(): Promise<void> {
    await this.daemons.stop();
    this.laboratory.remove();
  }
}
