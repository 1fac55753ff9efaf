import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute, type Outcome } from './programs';

/** How a daemon runs. */
export interface CharonOptions {
  /** Folder for its configuration, log and socket. */
  readonly folder: string;
  /** Network namespace it runs in. */
  readonly namespace: string;
  /** The file that `sluice vpn config` writes for the daemon. */
  readonly settings?: string;
  /** Folder with `x509`, `x509ca` and `private`; the system's own unless given. */
  readonly credentials?: string;
  /** Plugins beside those that every test needs. */
  readonly plugins: readonly string[];
}

const PLUGINS = 'random nonce openssl aes sha1 sha2 hmac gcm kdf pem pubkey vici';

/** strongSwan's daemon in a network namespace of its own. */
export class Charon {
  private constructor(
    private readonly socket: string,
    private readonly child: ChildProcess,
    private readonly credentials: string | undefined,
  ) {}

  public static async start(options: CharonOptions): Promise<Charon> {
    const { folder, namespace, settings, credentials, plugins } = options;
    const socket = join(folder, `${namespace}.vici`);
    const configuration = join(folder, `${namespace}.strongswan.conf`);
    writeFileSync(
      configuration,
      [
        'charon-systemd {',
        `  load = ${[PLUGINS, ...plugins].join(' ')}`,
        '  threads = 16',
        `  plugins { vici { socket = unix://${socket} } kernel-libipsec { allow_peer_ts = yes } }`,
        '  journal { default = -1 }',
        '  filelog { stderr { default = 1 } }',
        '}',
        ...(settings === undefined ? [] : [`include ${settings}`]),
        '',
      ].join('\n'),
    );
    const log = openSync(join(folder, `${namespace}.log`), 'a');
    const child = spawn('/sbin/ip', ['netns', 'exec', namespace, '/usr/sbin/charon-systemd'], {
      env: { ...process.env, STRONGSWAN_CONF: configuration },
      stdio: ['ignore', log, log],
    });
    for (let tries = 0; tries < 100 && !existsSync(socket); tries++) await sleep(100);
    return new Charon(socket, child, credentials);
  }

  /** Runs `swanctl` with the daemon. */
  public swanctl(...args: string[]): Outcome {
    return execute('swanctl', [...args, '--uri', `unix://${this.socket}`]);
  }

  /** Loads connections and keys from a file, in place of those before. */
  public load(file: string): void {
    const own = this.credentials === undefined ? file : join(this.credentials, basename(file));
    // Certificates are looked for beside the file.
    if (own !== file) copyFileSync(file, own);
    const { status, output } = this.swanctl('--load-all', '--clear', '--file', own);
    if (status !== 0) throw new Error(output);
  }

  public async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill();
    await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
    this.child.kill('SIGKILL');
  }
}
