import { CachedSecret, type SecretReader } from '../support/secrets';
import { ConfigError } from './config-error';

/** Where the key of HMACs is. */
export interface HmacKeyConfig {
  /** Member of the secret's JSON; undefined where its whole text is the key. */
  readonly field?: string;
  /** Milliseconds the key is used before it is read again. */
  readonly ttl: number;
}

/** Shortest key, in bytes. A short one is found by trying. Source: NIST SP 800-107, 5.3.2: 112 bits. */
const MIN_LENGTH = 14;
/**
 * How long an old key serves while Secrets Manager is away, in milliseconds. Without one the batch fails, and what
 * Firehose then stores with its errors is the source record, unredacted: an old key is the lesser evil.
 */
const STALE_FOR = 3_600_000;

/** Key of HMACs: read once and kept, so that the steps themselves wait for nothing. */
export class SecretHmacKey {
  private readonly secret: CachedSecret;
  private text: string | undefined;
  private key: Buffer = Buffer.alloc(0);

  public constructor(
    client: SecretReader,
    secretId: string,
    private readonly config: HmacKeyConfig,
  ) {
    this.secret = new CachedSecret({ client, secretId, ttl: config.ttl, staleFor: STALE_FOR });
  }

  /** Makes sure that there is a key. @throws SecretError | ConfigError */
  public async load(): Promise<void> {
    const text = await this.secret.text();
    if (text === this.text) return;
    this.key = keyOf(text, this.config.field);
    this.text = text;
  }

  /** The key that was loaded. */
  public bytes(): Buffer {
    return this.key;
  }
}

function keyOf(text: string, field: string | undefined): Buffer {
  const key = Buffer.from(field === undefined ? text : memberOf(text, field));
  if (key.length >= MIN_LENGTH) return key;
  throw new ConfigError('TRANSFORM_KEY_INVALID', `the key must have at least ${MIN_LENGTH} bytes, got ${key.length}`);
}

/** Nothing of the secret may come into an error, nor a parser's message that quotes it. */
function memberOf(text: string, field: string): string {
  const parsed = tryParse(text);
  const value =
    typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, field) && Reflect.get(parsed, field);
  if (typeof value === 'string') return value;
  throw new ConfigError('TRANSFORM_KEY_INVALID', `the secret must be a JSON object whose member '${field}' is a text`);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
