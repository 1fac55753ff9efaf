import { JwtVerifier } from 'aws-jwt-verify';
import * as errors from 'aws-jwt-verify/error';
import type { Fetcher } from 'aws-jwt-verify/https';
import { AuthorizerError } from './authorizer-error';
import type { JwtConfig } from './config';
import type { Decision, UnauthorizedReason, Verifier } from './decision';
import { KeySet } from './key-set';

/** In milliseconds. A caller waits for it, once in the life of a function. */
const FETCH_TIMEOUT = 3_000;

/** The most particular errors stand first: some are kinds of others. */
const REASONS: readonly (readonly [abstract new (...given: never[]) => Error, UnauthorizedReason])[] = [
  [errors.JwtExpiredError, 'expired'],
  [errors.JwtNotBeforeError, 'not-yet-valid'],
  [errors.JwtInvalidIssuerError, 'issuer'],
  [errors.JwtInvalidAudienceError, 'audience'],
  [errors.JwtInvalidClaimError, 'claims'],
  [errors.JwtInvalidSignatureError, 'signature'],
  [errors.JwtInvalidSignatureAlgorithmError, 'signature'],
  [errors.KidNotFoundInJwksError, 'unknown-signing-key'],
  [errors.JwtWithoutValidKidError, 'unknown-signing-key'],
  // Published, but not to sign with: an issuer's key set may hold its keys for encryption too.
  [errors.JwkInvalidUseError, 'unusable-signing-key'],
  [errors.JwkInvalidKtyError, 'unusable-signing-key'],
  [errors.JwkValidationError, 'unusable-signing-key'],
  [errors.JwtParseError, 'malformed'],
];

/** Verifies tokens of an identity provider. Those without an end are refused, since they could not be taken back. */
export class JsonWebTokens implements Verifier {
  private readonly verifier;
  private readonly keys: KeySet;

  /**
   * @param fetch Gives the bytes at a URL. @default - over HTTPS, or HTTP on this machine
   * @param now Milliseconds since any moment. @default - a clock that never goes back
   */
  public constructor(
    private readonly config: JwtConfig,
    fetch: Fetcher['fetch'] = fetchKeys,
    now: () => number = () => performance.now(),
  ) {
    const { audience, issuer, jwksUri } = config;
    this.keys = new KeySet({ fetch, now, onRenewed: (keys) => this.verifier.cacheJwks(keys) });
    this.verifier = JwtVerifier.create({ audience: [...audience], issuer, jwksUri }, { jwksCache: this.keys });
  }

  public async decide(token: string): Promise<Decision> {
    let payload: Awaited<ReturnType<typeof this.verifier.verify>>;
    try {
      await this.keys.renew(this.config.jwksUri);
      payload = await this.verifier.verify(token);
    } catch (error) {
      return { kind: 'unauthorized', reason: this.reasonOf(error) };
    }
    const { client_id: clientId, exp, scope = '', sub } = payload;
    const principal = sub ?? (typeof clientId === 'string' ? clientId : '');
    if (principal === '' || exp === undefined) return { kind: 'unauthorized', reason: 'claims' };
    const held = scope.split(' ');
    const { scopes } = this.config;
    if (scopes.length > 0 && !scopes.some((wanted) => held.includes(wanted))) {
      return { kind: 'denied', principal, reason: 'scope' };
    }
    return { kind: 'allowed', principal, context: { scope } };
  }

  /** @throws AuthorizerError where it is not the token that is at fault */
  private reasonOf(error: unknown): UnauthorizedReason {
    if (error instanceof AuthorizerError) throw error;
    // Keys are not fetched for every token that names one nobody knows.
    if (error instanceof errors.WaitPeriodNotYetEndedJwkError) {
      if (this.keys.isKnown) return 'unknown-signing-key';
      throw new AuthorizerError('AUTHORIZER_KEYS_UNAVAILABLE', 'the keys are not fetched again yet', { cause: error });
    }
    const [, reason] = REASONS.find(([kind]) => error instanceof kind) ?? [];
    // What is left comes from the cryptography itself: of a signature of another length than its algorithm's, or of a
    // key that this algorithm cannot use. Whoever calls chooses both.
    return reason ?? 'signature';
  }
}

async function fetchKeys(uri: string): Promise<ArrayBuffer> {
  const response = await fetch(uri, { signal: AbortSignal.timeout(FETCH_TIMEOUT), redirect: 'error' });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.arrayBuffer();
}
