import { existsSync, readFileSync } from 'node:fs';
import { SecretsError } from './errors';

/** Values of secrets by name, ARN or logical id. */
export type SecretValues = Readonly<Record<string, string>>;

/**
 * Reads values that a developer gives for the secrets of a deployment, so that they need not stand in its template. A
 * value that is no text is taken as the JSON it is. Without the file there are none.
 *
 * @throws SecretsError SECRETS_INVALID_FILE, which quotes no value
 */
export function readSecretValues(path: string): SecretValues {
  if (!existsSync(path)) return {};
  const parsed = parse(path);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SecretsError('SECRETS_INVALID_FILE', 'must be an object of names and values', path);
  }
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // The cause is left out: what JSON.parse says quotes the text, and the text is secret.
    throw new SecretsError('SECRETS_INVALID_FILE', 'cannot be read as JSON', path);
  }
}
