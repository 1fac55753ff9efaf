import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interfaceFiles } from '../../cli/vpn/interfaces';
import { strongswanFiles } from '../../cli/vpn/strongswan';
import { writeFiles } from '../../cli/vpn/write-files';
import { awsSwanctl } from './aws-side';
import { Charon } from './charon';
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
  private readonly daemons = new Map<string, Charon>();

  public constructor(private readonly props: TunnelsProps) {}

  public async start(): Promise<void> {
    const { folder, connection, template } = this.props;
    const { laboratory } = this;
    await writeFiles(folder, [...strongswanFiles(connection), ...interfaceFiles(connection, 'strongswan')]);
    laboratory.build();
    for (const room of ['site', 'vpc']) this.daemons.set(room, await this.startDaemon(room));
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
    this.daemon('vpc').load(file);
    this.daemon('site').load(this.device().file);
  }

  public device(): { readonly daemon: Charon; readonly file: string } {
    return { daemon: this.daemon('site'), file: join(this.props.folder, 'strongswan/swanctl.conf') };
  }

  public cut(number: number): void {
    this.laboratory.cut('vpc', number);
  }

  public async stop(): Promise<void> {
    for (const daemon of this.daemons.values()) await daemon.stop();
    this.laboratory.remove();
  }

  private daemon(room: string): Charon {
    const found = this.daemons.get(room);
    if (found === undefined) throw new Error(`no daemon in ${room}`);
    return found;
  }

  private startDaemon(room: string): Promise<Charon> {
    const { folder, credentials } = this.props;
    return Charon.start({
      folder,
      namespace: this.laboratory.name(room),
      settings: join(folder, 'strongswan/strongswan.d/sluice.conf'),
      credentials: room === 'site' ? credentials?.device : credentials?.aws,
      plugins: PLUGINS,
    });
  }
}
