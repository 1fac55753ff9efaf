import { isIP, isIPv4 } from 'node:net';
import { VpnConfigError } from './refusal';
import { textAt, type XmlElement } from './xml';

/** Whether `text` is a block of addresses in CIDR notation, of either family. */
export function isCidr(text: string): boolean {
  const [base = '', prefix = '', ...more] = text.split('/');
  const bits = isIPv4(base) ? 32 : isIP(base) === 6 && !base.includes('%') ? 128 : -1;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits && more.length === 0;
}

/** The address at `path`; undefined where there is none. What goes into a configuration is an address and nothing else. */
export function tryAddressAt(element: XmlElement | undefined, ...path: string[]): string | undefined {
  const text = element === undefined ? undefined : textAt(element, ...path);
  return text !== undefined && isIP(text) !== 0 ? text : undefined;
}

/** The address at `path`. Throws where there is none, naming the path. */
export function addressAt(element: XmlElement | undefined, id: string, ...path: string[]): string {
  const found = tryAddressAt(element, ...path);
  if (found !== undefined) return found;
  throw new VpnConfigError(`'${path.join('.')}' of a tunnel of ${id} must be an address, and is not`);
}
