import { VpnConfigError } from './refusal';

/** AWS's rule for pre-shared keys. Source: EC2 API reference, VpnTunnelOptionsSpecification. */
const KEY = /^[A-Za-z1-9._][A-Za-z0-9._]{7,63}$/;

/** Pre-shared keys by the outside address of the tunnel at AWS. */
export type TunnelKeys = ReadonlyMap<string, string>;

/**
 * Reads keys: a JSON object `{"203.0.113.5": "key"}`, or lines of an address and its key. Errors name the line and never
 * what stands there.
 */
export function readKeys(text: string): TunnelKeys {
  const entries = text.trimStart().startsWith('{') ? jsonEntries(text) : lineEntries(text);
  for (const [address, key] of entries) checkKey(key, `the key for '${address}' in '--keys'`);
  return new Map(entries);
}

/** Throws unless AWS takes `key`, which the message does not hold. */
export function checkKey(key: string, what: string): void {
  if (KEY.test(key)) return;
  throw new VpnConfigError(`${what} must have 8 to 64 letters, digits, '.' and '_' and not begin with 0`);
}

function jsonEntries(text: string): [string, string][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new VpnConfigError("'--keys' begins like JSON and is none");
  }
  return Object.entries(value as object).map(([address, key]) => {
    if (typeof key === 'string') return [address, key];
    throw new VpnConfigError(`the key for '${address}' in '--keys' must be text in quotes`);
  });
}

function lineEntries(text: string): [string, string][] {
  return text.split('\n').flatMap((line, index) => {
    const [address, key, ...more] = line.trim().split(/[\s=:,]+/);
    if (address === undefined || address === '' || address.startsWith('#')) return [];
    if (key !== undefined && more.length === 0 && /^[\d.]+$/.test(address)) return [[address, key] as [string, string]];
    throw new VpnConfigError(`line ${index + 1} of '--keys' must be a tunnel's outside address and its key`);
  });
}
