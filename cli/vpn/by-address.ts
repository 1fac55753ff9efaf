import { isIPv4 } from 'node:net';
import { VpnConfigError } from './refusal';

/** AWS's rule for pre-shared keys. Source: EC2 API reference, VpnTunnelOptionsSpecification. */
const KEY = /^[A-Za-z1-9._][A-Za-z0-9._]{7,63}$/;
/** What stands in names of certificates; nothing that would end the quotes around it. */
const NAME = /^[A-Za-z0-9 .,=@*:/+_-]{1,256}$/;

/** Texts by the outside address of the tunnel at AWS. */
export type ByAddress = ReadonlyMap<string, string>;

/**
 * Reads pre-shared keys: a JSON object `{"203.0.113.5": "key"}`, or lines of an address and its key. Errors name the
 * place and never what stands there, which may be a key even where an address is expected.
 */
export function readKeys(text: string): ByAddress {
  const entries = read('--keys', text, /^(\S+?)[\s=:,]+(\S+)$/);
  for (const [address, key] of entries) checkKey(key, `the key for '${address}' in '--keys'`);
  return new Map(entries);
}

/** Reads the names in AWS's certificates, in the same two forms. */
export function readNames(text: string): ByAddress {
  const entries = read('--names', text, /^(\S+)\s+(\S.*)$/);
  for (const [address, name] of entries) {
    if (NAME.test(name)) continue;
    throw new VpnConfigError(`the name for '${address}' in '--names' must be one such as 'O=Amazon.com, CN=vpn-0abc'`);
  }
  return new Map(entries);
}

/** Throws unless AWS takes `key`, which the message does not hold. */
export function checkKey(key: string, what: string): void {
  if (KEY.test(key)) return;
  throw new VpnConfigError(`${what} must have 8 to 64 letters, digits, '.' and '_' and not begin with 0`);
}

function read(option: string, text: string, line: RegExp): [address: string, value: string][] {
  return text.trimStart().startsWith('{') ? fromJson(option, text) : fromLines(option, text, line);
}

function fromJson(option: string, text: string): [string, string][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new VpnConfigError(`'${option}' begins like JSON and is none`);
  }
  return Object.entries(value as object).map(([address, entry], index) => {
    if (isIPv4(address) && typeof entry === 'string') return [address, entry];
    throw new VpnConfigError(
      `entry ${index + 1} of '${option}' must be a tunnel's outside address, and text in quotes`,
    );
  });
}

function fromLines(option: string, text: string, pattern: RegExp): [string, string][] {
  return text.split('\n').flatMap((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const [, address, value] = pattern.exec(line) ?? [];
    if (address !== undefined && value !== undefined && isIPv4(address)) return [[address, value] as [string, string]];
    throw new VpnConfigError(`line ${index + 1} of '${option}' must be a tunnel's outside address and what is its own`);
  });
}
