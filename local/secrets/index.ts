export type { SecretsErrorCode } from './errors';
export { readSecretValues, type SecretValues } from './secret-values';
export { Secrets, type SecretsOptions } from './secrets';
export { SecretsManagerService } from './service';
