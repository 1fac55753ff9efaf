import { execute } from './programs';

const PREFIX = `sl${process.pid}`;

/** A wire from the device to an end of AWS's, each with its address. */
export interface Cable {
  readonly number: number;
  readonly device: string;
  readonly aws: string;
  readonly deviceAddress: string;
  readonly awsAddress: string;
}

/** Network namespaces, and cables between them. */
export class Laboratory {
  public constructor(private readonly rooms: readonly string[]) {}

  /** The full name of a namespace. */
  public name(room: string): string {
    return `${PREFIX}-${room}`;
  }

  public build(): void {
    for (const room of this.rooms) {
      this.must(['netns', 'add', this.name(room)]);
      this.ip(room, 'link', 'set', 'lo', 'up');
    }
  }

  /** Lays a cable: what is for the other end's address leaves by it. */
  public lay({ number, device, aws, deviceAddress, awsAddress }: Cable): void {
    const [inner, outer] = [`${PREFIX}v${number}`, `${PREFIX}w${number}`];
    this.must([
      ...['link', 'add', inner, 'netns', this.name(device)],
      ...['type', 'veth', 'peer', 'name', outer, 'netns', this.name(aws)],
    ]);
    for (const [room, end, own, other] of [
      [device, inner, deviceAddress, awsAddress],
      [aws, outer, awsAddress, deviceAddress],
    ] as const) {
      this.ip(room, 'address', 'replace', `${own}/32`, 'dev', end);
      this.ip(room, 'link', 'set', end, 'up');
      this.ip(room, 'route', 'add', `${other}/32`, 'dev', end, 'src', own, 'metric', String(number));
    }
  }

  /** Cuts a cable: packets vanish. The device's end stays up. */
  public cut(room: string, number: number): void {
    this.ip(room, 'address', 'flush', 'dev', `${PREFIX}w${number}`);
    this.ip(room, 'link', 'set', `${PREFIX}w${number}`, 'down');
  }

  /** Runs `ip` in a namespace. */
  public ip(room: string, ...args: string[]): void {
    this.must(['-n', this.name(room), ...args]);
  }

  /** The command line, for `ip`, that runs a program in a namespace. */
  public within(room: string, ...command: string[]): string[] {
    return ['netns', 'exec', this.name(room), ...command];
  }

  public remove(): void {
    for (const room of this.rooms) execute('/sbin/ip', ['netns', 'del', this.name(room)]);
  }

  private must(args: string[]): void {
    const { status, output } = execute('/sbin/ip', args);
    if (status !== 0) throw new Error(`ip ${args.join(' ')} failed: ${output}`);
  }
}
