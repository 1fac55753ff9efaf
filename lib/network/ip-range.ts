import { isIPv4, isIPv6 } from 'node:net';

const IPV4_BITS = 32;
const IPV6_BITS = 128;

/** A block of addresses in CIDR notation, IPv4 or IPv6, with the arithmetic that routing rests on. */
export class IpRange {
  /** Reads a block; undefined where `text` is none. Bits past the prefix may be set: see `hasHostBits`. */
  public static tryParse(text: string): IpRange | undefined {
    const [, address = '', prefix = ''] = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/.exec(text) ?? [];
    const bits = isIPv4(address) ? IPV4_BITS : isIPv6(address) ? IPV6_BITS : 0;
    const prefixLength = Number(prefix);
    if (bits === 0 || prefixLength > bits || String(prefixLength) !== prefix) return undefined;
    const value = bits === IPV4_BITS ? fromIpv4(address) : fromIpv6(address);
    const size = 1n << BigInt(bits - prefixLength);
    return new IpRange(bits, prefixLength, value - (value % size), value % size !== 0n);
  }

  /**
   * Reads a block. Throws where `text` is none or does not begin at its own first address.
   * @param subject What it is, in the words of the error, e.g. `'insideCidr'`.
   */
  public static parse(subject: string, text: string): IpRange {
    const range = IpRange.tryParse(text);
    if (range === undefined) {
      throw new Error(`${subject} must be a CIDR block such as '10.0.0.0/16' or 'fd00::/64', got '${text}'`);
    }
    if (range.hasHostBits) {
      throw new Error(`${subject} must begin at the first address of its block, '${range}', got '${text}'`);
    }
    return range;
  }

  private constructor(
    /** Bits of an address: 32 in IPv4, 128 in IPv6. */
    public readonly bits: number,
    /** Bits that all addresses of the block share. */
    public readonly prefixLength: number,
    /** The first address. */
    public readonly first: bigint,
    /** Whether the text it was read from named an address inside the block instead of the first. */
    public readonly hasHostBits: boolean,
  ) {}

  /** The last address. */
  public get last(): bigint {
    return this.first + this.size - 1n;
  }

  /** How many addresses there are. */
  public get size(): bigint {
    return 1n << BigInt(this.bits - this.prefixLength);
  }

  public get isIpv6(): boolean {
    return this.bits === IPV6_BITS;
  }

  /** Whether every address of `other` is one of this block. Blocks of the two families never meet. */
  public contains(other: IpRange): boolean {
    return this.bits === other.bits && this.first <= other.first && other.last <= this.last;
  }

  /** Whether the blocks share an address. */
  public overlaps(other: IpRange): boolean {
    return this.bits === other.bits && this.first <= other.last && other.first <= this.last;
  }

  /** The first `count` blocks of `prefixLength` inside this one. Throws where they do not fit. */
  public subdivide(count: number, prefixLength: number): IpRange[] {
    const free = prefixLength - this.prefixLength;
    if (free < 0 || prefixLength > this.bits || BigInt(count) > 1n << BigInt(free)) {
      throw new Error(`${count} blocks of /${prefixLength} do not fit into '${this}'`);
    }
    const size = 1n << BigInt(this.bits - prefixLength);
    return Array.from(
      { length: count },
      (_, index) => new IpRange(this.bits, prefixLength, this.first + BigInt(index) * size, false),
    );
  }

  /** Canonical text, of RFC 5952 for IPv6. */
  public toString(): string {
    const address = this.isIpv6 ? toIpv6(this.first) : toIpv4(this.first);
    return `${address}/${this.prefixLength}`;
  }
}

function fromIpv4(address: string): bigint {
  return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function toIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function fromIpv6(address: string): bigint {
  const [head = '', tail] = withoutDots(address).split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** IPv6 may end in an IPv4 address: `::ffff:192.0.2.1`. */
function withoutDots(address: string): string {
  const [, dotted] = /:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  if (dotted === undefined) return address;
  const value = fromIpv4(dotted);
  const tail = `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  return `${address.slice(0, -dotted.length)}${tail}`;
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

function toIpv6(value: bigint): string {
  const parts = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(16 * (7 - index))) & 0xffffn).toString(16));
  const text = parts.join(':');
  // The longest run of zero groups, two or more, is written `::`; the first of equals (RFC 5952, section 4.2).
  const runs = [...text.matchAll(/(?<=^|:)0(?::0)+(?=:|$)/g)];
  const longest = runs.reduce((best, [run]) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const start = runs.find(([run]) => run === longest)?.index ?? 0;
  return `${text.slice(0, start).replace(/:$/, '')}::${text.slice(start + longest.length).replace(/^:/, '')}`;
}
