import type { DeviceConnection } from '../../cli/vpn/tunnel';
import type { TemplateTunnel } from './aws-side';
import type { Charon } from './charon';
import type { Laboratory } from './laboratory';
import { execute } from './programs';

/** What tunnels are made of. */
export interface TunnelsProps {
  /** Folder for configurations and logs. */
  readonly folder: string;
  /** The connection as the device knows it. */
  readonly connection: DeviceConnection;
  /** The two tunnels as the template has them. */
  readonly template: readonly TemplateTunnel[];
  /** Folders of the certificates of both sides; none where they have keys. */
  readonly credentials?: { readonly device: string; readonly aws: string };
}

/**
 * A connection's tunnels, run: from the namespace `site`, by interfaces `vpn1` and `vpn2`, to the namespace `vpc`, by
 * `tgw1` and `tgw2`.
 */
export interface Tunnels {
  readonly laboratory: Laboratory;
  /** Brings both up. */
  start(): Promise<void>;
  /** The device's daemon of a tunnel, and the file it reads. */
  device(number: number): { readonly daemon: Charon; readonly file: string };
  /** Makes the packets of a tunnel vanish. */
  cut(number: number): void;
  stop(): Promise<void>;
}

/**
 * Whether the kernel has ESP, and interfaces for it. It is tried, in a namespace of its own: no list of modules tells
 * what is built in.
 */
export function kernelHasEsp(): boolean {
  const room = `sluice-esp-${process.pid}`;
  const key = `0x${'01'.repeat(36)}`;
  const trials = [
    ['link', 'add', 'probe', 'type', 'xfrm', 'if_id', '1'],
    [
      ...['xfrm', 'state', 'add', 'src', '192.0.2.1', 'dst', '192.0.2.2', 'proto', 'esp', 'spi', '0x1000'],
      ...['mode', 'tunnel', 'aead', 'rfc4106(gcm(aes))', key, '128'],
    ],
  ];
  if (execute('/sbin/ip', ['netns', 'add', room]).status !== 0) return false;
  try {
    return trials.every((args) => execute('/sbin/ip', ['-n', room, ...args]).status === 0);
  } finally {
    execute('/sbin/ip', ['netns', 'del', room]);
  }
}
