import { createHash, timingSafeEqual } from 'node:crypto';
import type { CachedSecret } from '../support/secrets';
import { AuthorizerError } from './authorizer-error';
import type { Decision, Verifier } from './decision';

const DIGEST = /^[0-9a-f]{64}$/i;

/** A key of a tenant, as the secret has it. */
interface KnownKey {
  readonly tenant: string;
  readonly digest: Buffer;
  readonly isDisabled: boolean;
}

/**
 * Knows tenants by a key of their own. The secret holds `{"tenants":{"acme":{"sha256":["<hex>", …]}}}`: the hashes of
 * the keys, two of them while one is being replaced, and `"disabled": true` for a tenant who may not call now.
 */
export class TenantKeys implements Verifier {
  private read: { readonly text: string; readonly keys: readonly KnownKey[] } | undefined;

  public constructor(private readonly secret: Pick<CachedSecret, 'text'>) {}

  public async decide(token: string): Promise<Decision> {
    const digest = createHash('sha256').update(token).digest();
    const keys = await this.keys();
    let found: KnownKey | undefined;
    // Every key is looked at, so that the time tells nothing of which one it was.
    for (const key of keys) if (timingSafeEqual(key.digest, digest)) found = key;
    if (found === undefined) return { kind: 'unauthorized', reason: 'unknown-key' };
    const { isDisabled, tenant: principal } = found;
    if (isDisabled) return { kind: 'denied', principal, reason: 'disabled' };
    return { kind: 'allowed', principal, context: { tenant: principal } };
  }

  private async keys(): Promise<readonly KnownKey[]> {
    const text = await this.text();
    if (this.read?.text !== text) this.read = { text, keys: readKeys(text) };
    return this.read.keys;
  }

  private async text(): Promise<string> {
    try {
      return await this.secret.text();
    } catch (error) {
      const message = error instanceof Error ? error.message : 'the secret cannot be read';
      throw new AuthorizerError('AUTHORIZER_SECRET_UNAVAILABLE', message, { cause: error });
    }
  }
}

/** @throws AuthorizerError, which quotes nothing of the secret but the names of tenants */
function readKeys(text: string): readonly KnownKey[] {
  let secret: unknown;
  try {
    secret = JSON.parse(text);
  } catch {
    throw invalid('must be JSON');
  }
  const tenants = isRecord(secret) ? secret.tenants : undefined;
  if (!isRecord(tenants)) throw invalid("must be an object with 'tenants'");
  return Object.entries(tenants).flatMap(([tenant, entry]) => {
    const digests = isRecord(entry) ? entry.sha256 : undefined;
    if (tenant === '' || !isRecord(entry) || !Array.isArray(digests)) {
      throw invalid(`must have a list 'sha256' for tenant '${tenant}'`);
    }
    return digests.map((digest: unknown): KnownKey => {
      if (typeof digest !== 'string' || !DIGEST.test(digest)) {
        throw invalid(`must have hashes of 64 hexadecimal digits for tenant '${tenant}'`);
      }
      return { tenant, digest: Buffer.from(digest, 'hex'), isDisabled: entry.disabled === true };
    });
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): AuthorizerError {
  return new AuthorizerError('AUTHORIZER_SECRET_INVALID', `the secret ${message}`);
}
