import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What suffices for strongSwan, with its user-space backend, and FRR. */
const PACKAGES = [
  ...['strongswan-swanctl', 'charon-systemd', 'libstrongswan-standard-plugins', 'libcharon-extra-plugins'],
  ...['frr', 'iproute2', 'iptables', 'iputils-ping', 'curl'],
];
const NEEDED = [
  '/usr/sbin/swanctl',
  '/usr/sbin/charon-systemd',
  '/usr/bin/vtysh',
  '/usr/bin/ping',
  '/usr/bin/curl',
  '/usr/sbin/iptables',
];
/** Kept between runs; only root gets here. */
const CACHE = '/var/cache/sluice-vpn-programs';

/** What a program said. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program to its end. */
export function execute(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 120_000,
  });
  return { status, output: `${stdout}${stderr}` };
}

/** Why the programs cannot be had here; undefined where they can. */
export function whyNoPrograms(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, for network namespaces';
  if (!existsSync('/usr/bin/apt-get')) return "needs Debian's packages";
  return undefined;
}

/** Installs what is missing, from Debian. */
export function installPrograms(): void {
  if (NEEDED.every((path) => existsSync(path))) return;
  mustRun('apt-get', ['update', '-qq']);
  mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES]);
}

/** Unpacks libreswan, from Debian: installed, it would put strongSwan out. */
export function unpackLibreswan(): void {
  if (existsSync(libreswan('addconn'))) return;
  mkdirSync(CACHE, { recursive: true });
  mustRun('sh', ['-c', `cd ${CACHE} && apt-get download -qq libreswan`]);
  const [archive] = readdirSync(CACHE).filter((name) => name.endsWith('.deb'));
  mustRun('dpkg', ['-x', join(CACHE, archive ?? ''), join(CACHE, 'libreswan')]);
}

/** Path of a program of libreswan. */
export function libreswan(program: string): string {
  return join(CACHE, 'libreswan/usr/libexec/ipsec', program);
}

function mustRun(program: string, args: readonly string[]): void {
  const { status, output } = execute(program, args, { DEBIAN_FRONTEND: 'noninteractive' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${output}`);
}
