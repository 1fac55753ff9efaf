/** Reads a secret's text: `SecretsManager` of `@aws-sdk/client-secrets-manager`, as far as it is used. */
export interface SecretReader {
  getSecretValue(input: { readonly SecretId: string }): Promise<{ readonly SecretString?: string | undefined }>;
}

/**
 * Why a secret could not be read: `denied` and `missing` stay so until somebody mends them, `unavailable` may be over at
 * the next try.
 */
export type SecretFailure = 'denied' | 'missing' | 'unavailable';

/** A secret that could not be read. It names the secret, and quotes nothing of it. */
export class SecretError extends Error {
  public constructor(
    public readonly failure: SecretFailure,
    secretId: string,
    options?: ErrorOptions,
  ) {
    super(`the secret ${secretId} ${TEXTS[failure]}`, options);
    this.name = 'SecretError';
  }
}

const TEXTS: { readonly [failure in SecretFailure]: string } = {
  denied: "cannot be read: allow the function's role secretsmanager:GetSecretValue, and kms:Decrypt on its key",
  missing: 'is missing or has no text: create it, or give it a value',
  unavailable: 'cannot be read now',
};

const FAILURES: { readonly [error: string]: SecretFailure } = {
  AccessDeniedException: 'denied',
  DecryptionFailure: 'denied',
  ResourceNotFoundException: 'missing',
  InvalidRequestException: 'missing',
};

export interface CachedSecretOptions {
  readonly client: SecretReader;
  /** ARN or name. */
  readonly secretId: string;
  /** How long a text is used before it is read again, in milliseconds. */
  readonly ttl: number;
  /**
   * How much longer it is used while Secrets Manager is unavailable, in milliseconds.
   * @default 0: not at all
   */
  readonly staleFor?: number;
  /** Milliseconds since any moment. @default - a clock that never goes back */
  readonly now?: () => number;
}

/** After a read that failed, in milliseconds, the old text is used without another one: callers wait for each. */
const RETRY = 10_000;

interface Known {
  readonly text: string;
  readonly read: number;
}

/** The text of a secret, read when it is first asked for and again when it is old. Calls at the same time share one. */
export class CachedSecret {
  private known: Known | undefined;
  private reading: Promise<Known> | undefined;
  /** When it may be read again after a failure. */
  private due = Number.NEGATIVE_INFINITY;
  private readonly now: () => number;

  public constructor(private readonly options: CachedSecretOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  /** @throws SecretError */
  public async text(): Promise<string> {
    const { ttl, staleFor = 0 } = this.options;
    const { known } = this;
    const now = this.now();
    const age = known === undefined ? Number.POSITIVE_INFINITY : now - known.read;
    if (known !== undefined && (age < ttl || (age < ttl + staleFor && now < this.due))) return known.text;
    try {
      return (await this.shared()).text;
    } catch (error) {
      const isOver = error instanceof SecretError && error.failure !== 'unavailable';
      if (known === undefined || isOver || this.now() - known.read >= ttl + staleFor) throw error;
      this.due = this.now() + RETRY;
      return known.text;
    }
  }

  private shared(): Promise<Known> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async read(): Promise<Known> {
    const { client, secretId } = this.options;
    const read = this.now();
    let text: string | undefined;
    try {
      ({ SecretString: text } = await client.getSecretValue({ SecretId: secretId }));
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      throw new SecretError(FAILURES[name] ?? 'unavailable', secretId, { cause: error });
    }
    if (text === undefined) throw new SecretError('missing', secretId);
    this.known = { text, read };
    return this.known;
  }
}
