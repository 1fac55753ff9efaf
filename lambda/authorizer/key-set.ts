import type { Fetcher } from 'aws-jwt-verify/https';
import { type Jwks, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { AuthorizerError } from './authorizer-error';

/** Keys older than this are fetched again: one that the issuer took out is good no longer. In milliseconds. */
const RENEWAL = 3_600_000;
/** After an attempt that failed, the next one is made so much later: no caller waits for it in between. */
const RETRY = 60_000;
/** How much longer keys are used while the issuer cannot be reached. */
const STALE = 86_400_000;

export interface KeySetOptions {
  /** Gives the bytes at a URL. */
  readonly fetch: Fetcher['fetch'];
  /** Told of keys that have come. */
  readonly onRenewed: (keys: Jwks) => void;
  /** Milliseconds since any moment. */
  readonly now: () => number;
}

/**
 * The keys of an issuer: fetched for the first token, again for one that is signed with another key, and once an hour.
 * What its fetches throw is an AuthorizerError, so that it is told from a token at fault.
 */
export class KeySet extends SimpleJwksCache {
  private fetched: number | undefined;
  private due = Number.POSITIVE_INFINITY;

  public constructor(private readonly options: KeySetOptions) {
    super({ fetcher: { fetch: options.fetch } });
  }

  /** Whether there are keys. */
  public get isKnown(): boolean {
    return this.fetched !== undefined;
  }

  /** @throws AuthorizerError where they cannot be had */
  public override async getJwks(uri: string): Promise<Jwks> {
    const { now, onRenewed } = this.options;
    const begun = now();
    try {
      const keys = await super.getJwks(uri);
      this.fetched = begun;
      this.due = begun + RENEWAL;
      onRenewed(keys);
      return keys;
    } catch (cause) {
      throw new AuthorizerError('AUTHORIZER_KEYS_UNAVAILABLE', `the keys at ${uri} cannot be had`, { cause });
    }
  }

  /** Fetches keys again that are old. @throws AuthorizerError where they are too old to be used without */
  public async renew(uri: string): Promise<void> {
    const now = this.options.now();
    if (this.fetched === undefined || now < this.due) return;
    try {
      await this.getJwks(uri);
    } catch (error) {
      if (now - this.fetched >= RENEWAL + STALE) throw error;
      this.due = now + RETRY;
    }
  }
}
