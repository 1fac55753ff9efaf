import { makeLogger } from '../support/logging';
import { makeMetrics } from '../support/metrics';
import { CachedSecret } from '../support/secrets';
import type { AuthorizerAnswer, TokenEvent } from './answer';
import { authorize } from './authorize';
import { readConfig, type TenantKeysConfig } from './config';
import type { Verifier } from './decision';
import { TenantKeys } from './tenant-keys';

/** How much longer keys are used while Secrets Manager fails, in milliseconds. */
const STALE_FOR = 3_600_000;

const logger = makeLogger('authorizer');
const metrics = makeMetrics('authorizer');
const verifier = makeVerifier();

/** Called by API Gateway with the token of a request that it has no answer for yet. */
export function handler(event: TokenEvent): Promise<AuthorizerAnswer> {
  return authorize(event, { verifier, logger, metrics });
}

/** Loads what the one kind needs: the SDK's client and the verifier of tokens are the most of what there is. */
function makeVerifier(): Verifier {
  const { verifier: config } = readConfig(process.env.AUTHORIZER_CONFIG);
  if (config.kind === 'tenant-keys') return tenantKeys(config);
  const { JsonWebTokens } = require('./jwt-verifier') as typeof import('./jwt-verifier');
  return new JsonWebTokens(config);
}

function tenantKeys({ cacheTtl }: TenantKeysConfig): TenantKeys {
  const { secretsClient } = require('../support/secrets-client') as typeof import('../support/secrets-client');
  const secretId = process.env.AUTHORIZER_SECRET ?? '';
  const options = { client: secretsClient(), secretId, ttl: cacheTtl * 1_000, staleFor: STALE_FOR };
  return new TenantKeys(new CachedSecret(options));
}
