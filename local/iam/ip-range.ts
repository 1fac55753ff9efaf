import { BlockList, isIP, isIPv4 } from 'node:net';

/** Whether an address lies in a range. */
export type AddressTest = (address: string) => boolean;

/** Compiles an IPv4 or IPv6 address or CIDR block; undefined if it is neither. */
export function tryCompileRange(text: string): AddressTest | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)) return undefined;
  const range = new BlockList();
  range.addSubnet(address, prefix === undefined ? bits : Number(prefix), version === 4 ? 'ipv4' : 'ipv6');
  return (candidate) => {
    const plain = unmapped(candidate);
    return isIP(plain) === version && range.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}

/** A dual-stack socket reports an IPv4 peer as `::ffff:127.0.0.1`. */
function unmapped(address: string): string {
  const tail = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  return tail !== undefined && isIPv4(tail) ? tail : address;
}
