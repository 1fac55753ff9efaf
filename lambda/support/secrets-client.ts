import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SecretReader } from './secrets';

/** In milliseconds: a function that waits for a slow secret must still have time to say so. */
const CONNECTION_TIMEOUT = 1_000;
const REQUEST_TIMEOUT = 2_000;

/** A client that gives up within seconds. */
export function secretsClient(): SecretReader {
  return new SecretsManager({
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  });
}
