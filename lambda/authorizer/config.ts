import { AuthorizerError } from './authorizer-error';

/** Tokens of an identity provider. */
export interface JwtConfig {
  readonly kind: 'jwt';
  readonly issuer: string;
  /** One of these must be in `aud`. */
  readonly audience: readonly string[];
  /** One of these must be in `scope`; empty where any will do. */
  readonly scopes: readonly string[];
  readonly jwksUri: string;
}

/** Keys of tenants, whose hashes are in a secret. */
export interface TenantKeysConfig {
  readonly kind: 'tenant-keys';
  /** Seconds for which the secret is kept. */
  readonly cacheTtl: number;
}

/** What the construct writes, as JSON. */
export interface AuthorizerConfig {
  readonly version: 1;
  readonly verifier: JwtConfig | TenantKeysConfig;
}

/** Reads what the construct wrote. @throws AuthorizerError */
export function readConfig(text: string | undefined): AuthorizerConfig {
  let config: unknown;
  try {
    config = JSON.parse(text ?? '');
  } catch (error) {
    throw invalid('must be JSON', error);
  }
  if (typeof config === 'object' && config !== null && 'version' in config && config.version === 1) {
    return config as AuthorizerConfig;
  }
  throw invalid('must be of version 1');
}

function invalid(message: string, cause?: unknown): AuthorizerError {
  return new AuthorizerError('AUTHORIZER_CONFIG_INVALID', `the configuration ${message}: deploy anew`, { cause });
}
