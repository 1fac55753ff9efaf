import { isIPv4, isIPv6 } from 'node:net';

const MOST_BLOCKS = 256;

/**
 * The first `count` blocks (1 to 256) with `hostBits` bits for hosts each inside `block`; undefined where they do not fit.
 * `hostBits` is the inverse of a mask: 8 gives /24 in IPv4, and /120 in IPv6. It is 8 and 64 unless given, as on AWS.
 */
export function cidrBlocks(block: string, count: number, hostBits?: number): string[] | undefined {
  const [address = '', prefix = ''] = block.split('/');
  const width = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  const host = hostBits ?? (width === 32 ? 8 : 64);
  const free = width - Number(prefix) - host;
  if (width === 0 || !/^\d+$/.test(prefix) || !Number.isInteger(host) || host < 0 || free < 0) return undefined;
  if (!Number.isInteger(count) || count < 1 || count > MOST_BLOCKS || BigInt(count) > 1n << BigInt(free))
    return undefined;
  const mask = (1n << BigInt(width - Number(prefix))) - 1n;
  const first = (width === 32 ? fromIpv4(address) : fromIpv6(address)) & ~mask;
  const write = width === 32 ? toIpv4 : toIpv6;
  return Array.from({ length: count }, (_, i) => `${write(first + (BigInt(i) << BigInt(host)))}/${width - host}`);
}

function fromIpv4(address: string): bigint {
  return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function toIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function fromIpv6(address: string): bigint {
  const [head = '', tail] = address.split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

function toIpv6(value: bigint): string {
  const parts = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(16 * (7 - i))) & 0xffffn).toString(16));
  const text = parts.join(':');
  // The longest run of zero groups, two or more, is written `::` (RFC 5952).
  const [longest] = (text.match(/(^|:)0(:0)+(?=:|$)/g) ?? []).sort((a, b) => b.length - a.length);
  if (longest === undefined) return text;
  const start = text.indexOf(longest);
  return `${text.slice(0, start)}::${text.slice(start + longest.length).replace(/^:/, '')}`;
}
