import { join } from 'node:path';
import { Charon } from './charon';
import type { Laboratory } from './laboratory';
import type { TunnelsProps } from './tunnels';

export interface DaemonsProps extends Pick<TunnelsProps, 'folder' | 'credentials'> {
  readonly laboratory: Laboratory;
  readonly plugins: readonly string[];
  /** Whether a namespace is the device's; else it is AWS's. */
  readonly isDevice: (room: string) => boolean;
}

/** The daemons of both sides, each in a namespace of its own. */
export class Daemons {
  private readonly running = new Map<string, Charon>();

  public constructor(private readonly props: DaemonsProps) {}

  public async start(room: string): Promise<void> {
    const { folder, credentials, isDevice, laboratory, plugins } = this.props;
    const daemon = await Charon.start({
      folder,
      namespace: laboratory.name(room),
      settings: join(folder, 'strongswan/strongswan.d/sluice.conf'),
      credentials: isDevice(room) ? credentials?.device : credentials?.aws,
      plugins,
    });
    this.running.set(room, daemon);
  }

  public of(room: string): Charon {
    const found = this.running.get(room);
    if (found === undefined) throw new Error(`no daemon in ${room}`);
    return found;
  }

  public async stop(): Promise<void> {
    for (const daemon of this.running.values()) await daemon.stop();
  }
}
