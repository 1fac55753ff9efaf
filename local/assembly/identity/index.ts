import { ACCESS_IDENTITIES } from './access';
import { API_GATEWAY_IDENTITIES } from './api-gateway';
import type { Identity } from './identity';
import { MIGRATION_IDENTITIES } from './migration';
import { NETWORK_IDENTITIES } from './network';
import { STORAGE_IDENTITIES } from './storage';
import { STREAM_IDENTITIES } from './streams';

const IDENTITIES: ReadonlyMap<string, Identity> = new Map(
  [
    API_GATEWAY_IDENTITIES,
    STREAM_IDENTITIES,
    STORAGE_IDENTITIES,
    ACCESS_IDENTITIES,
    NETWORK_IDENTITIES,
    MIGRATION_IDENTITIES,
  ].flatMap((table) => Object.entries(table)),
);

/** Any other type has a stable generic id, and no attribute that could be told. */
const UNKNOWN: Identity = { ref: '{stack}-{logicalId}-{upper:12}' };

/** The types whose attributes are known. */
export const IDENTIFIED_TYPES: readonly string[] = [...IDENTITIES.keys()];

export function identityOf(type: string): Identity {
  return IDENTITIES.get(type) ?? UNKNOWN;
}
