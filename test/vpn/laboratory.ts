import { execute } from './programs';

const PREFIX = `sl${process.pid}`;

/**
 * Two networks and what is between them, in network namespaces:
 *
 * ```
 * site ─ vpn1 (c1) ══ veth ══ (a1) tgw1 ─ vpc
 *      └ vpn2 (c2) ══ veth ══ (a2) tgw2 ┘
 * ```
 *
 * c1 and c2 hold the device's daemons, a1 and a2 those of AWS. A daemon's own tun device is moved to where the routing
 * is done.
 */
export class Laboratory {
  /** The full name of a namespace. */
  public name(short: string): string {
    return `${PREFIX}-${short}`;
  }

  public build(customer: string, outside: readonly string[]): void {
    for (const short of ['site', 'vpc', 'c1', 'a1', 'c2', 'a2']) {
      this.must(['netns', 'add', this.name(short)]);
      this.must(['-n', this.name(short), 'link', 'set', 'lo', 'up']);
    }
    for (const [index, aws] of outside.entries()) {
      const number = index + 1;
      const [c, a] = [this.name(`c${number}`), this.name(`a${number}`)];
      const [inner, outer] = [`${PREFIX}v${number}`, `${PREFIX}w${number}`];
      this.must(['link', 'add', inner, 'netns', c, 'type', 'veth', 'peer', 'name', outer, 'netns', a]);
      for (const [namespace, device, own, other] of [
        [c, inner, customer, aws],
        [a, outer, aws, customer],
      ] as const) {
        this.must(['-n', namespace, 'address', 'add', `${own}/32`, 'dev', device]);
        this.must(['-n', namespace, 'link', 'set', device, 'up']);
        this.must(['-n', namespace, 'route', 'add', `${other}/32`, 'dev', device, 'src', own]);
      }
    }
  }

  /** Moves a daemon's tun device to where routing is done, and leaves one of its name behind for the daemon's routes. */
  public moveDevice(from: string, to: string, device: string, address: string): void {
    const [source, target] = [this.name(from), this.name(to)];
    this.must(['-n', source, 'link', 'set', 'ipsec0', 'netns', target, 'name', device]);
    this.must(['-n', source, 'tuntap', 'add', 'dev', 'ipsec0', 'mode', 'tun']);
    this.must(['-n', source, 'link', 'set', 'ipsec0', 'up']);
    // The daemon's routes would swallow the packets of IKE themselves: its selectors are everything.
    this.must(['-n', source, 'rule', 'del', 'priority', '220']);
    this.must(['-n', target, 'address', 'add', `${address}/30`, 'dev', device]);
    this.must(['-n', target, 'link', 'set', device, 'up', 'mtu', '1400']);
  }

  /** Cuts the wire of a tunnel: packets vanish. */
  public cut(number: number): void {
    this.must(['-n', this.name(`a${number}`), 'link', 'set', `${PREFIX}w${number}`, 'down']);
  }

  /** Runs `ip` in a namespace. */
  public ip(short: string, ...args: string[]): void {
    this.must(['-n', this.name(short), ...args]);
  }

  /** The command line that runs a program in a namespace. */
  public within(short: string, ...command: string[]): string[] {
    return ['netns', 'exec', this.name(short), ...command];
  }

  public remove(): void {
    for (const short of ['site', 'vpc', 'c1', 'a1', 'c2', 'a2'])
      execute('/sbin/ip', ['netns', 'del', this.name(short)]);
  }

  private must(args: string[]): void {
    const { status, output } = execute('/sbin/ip', args);
    if (status !== 0) throw new Error(`ip ${args.join(' ')} failed: ${output}`);
  }
}
