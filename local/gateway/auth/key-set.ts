import { createPublicKey, type KeyObject } from 'node:crypto';
import { GatewayError } from '../errors';
import { isJsonRecord } from '../validation/json-record';

/** Public keys by key id. */
export type KeySet = ReadonlyMap<string, KeyObject>;

/** The keys that sign the tokens of a user pool. */
export interface KeySetDirectory {
  tryKeySet(userPoolId: string): KeySet | undefined;
}

export const NO_KEY_SETS: KeySetDirectory = { tryKeySet: () => undefined };

/** Reads a JSON Web Key Set, RFC 7517. @param position Names its source in errors */
export function parseKeySet(keySet: unknown, position: string): KeySet {
  const keys = isJsonRecord(keySet) ? keySet.keys : undefined;
  if (!Array.isArray(keys)) throw new GatewayError('GATEWAY_INVALID_KEY_SET', "it has no 'keys'", position);
  const parsed = new Map<string, KeyObject>();
  for (const key of keys) {
    if (!isJsonRecord(key) || typeof key.kid !== 'string' || key.kty !== 'RSA') {
      throw new GatewayError('GATEWAY_INVALID_KEY_SET', "a key needs a 'kid' and the type RSA", position);
    }
    try {
      parsed.set(key.kid, createPublicKey({ key, format: 'jwk' }));
    } catch (error) {
      throw new GatewayError('GATEWAY_INVALID_KEY_SET', `key '${key.kid}' cannot be read`, position, { cause: error });
    }
  }
  return parsed;
}
