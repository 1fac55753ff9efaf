import { JwtVerifier } from 'aws-jwt-verify';
import * as errors from 'aws-jwt-verify/error';
import type { Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { AuthorizerError } from './authorizer-error';
import type { JwtConfig } from './config';
import type { Decision, UnauthorizedReason, Verifier } from './decision';

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
  [errors.JwtParseError, 'malformed'],
];

/** Verifies tokens of an identity provider, whose keys are fetched once, and again when one is signed with another. */
export class JsonWebTokens implements Verifier {
  private readonly verifier;
  /** Whether the keys were fetched once. */
  private hasKeys = false;

  /** @param fetch Gives the bytes at a URL. @default - over HTTPS, or HTTP on this machine */
  public constructor(
    private readonly config: JwtConfig,
    fetch: Fetcher['fetch'] = fetchKeys,
  ) {
    const { audience, issuer, jwksUri } = config;
    const fetcher: Fetcher = {
      fetch: async (uri) => {
        const keys = await fetch(uri);
        this.hasKeys = true;
        return keys;
      },
    };
    const jwksCache = new SimpleJwksCache({ fetcher });
    this.verifier = JwtVerifier.create({ audience: [...audience], issuer, jwksUri }, { jwksCache });
  }

  public async decide(token: string): Promise<Decision> {
    let payload: Awaited<ReturnType<typeof this.verifier.verify>>;
    try {
      payload = await this.verifier.verify(token);
    } catch (error) {
      return { kind: 'unauthorized', reason: this.reasonOf(error) };
    }
    const { client_id: clientId, scope = '', sub } = payload;
    const principal = sub ?? (typeof clientId === 'string' ? clientId : '');
    if (principal === '') return { kind: 'unauthorized', reason: 'claims' };
    const held = scope.split(' ');
    const { scopes } = this.config;
    if (scopes.length > 0 && !scopes.some((wanted) => held.includes(wanted))) {
      return { kind: 'denied', principal, reason: 'scope' };
    }
    return { kind: 'allowed', principal, context: { scope } };
  }

  /** @throws AuthorizerError where it is not the token that is at fault */
  private reasonOf(error: unknown): UnauthorizedReason {
    const [, reason] = REASONS.find(([kind]) => error instanceof kind) ?? [];
    if (reason !== undefined) return reason;
    // Keys are not fetched for every token that names one nobody knows.
    if (error instanceof errors.WaitPeriodNotYetEndedJwkError && this.hasKeys) return 'unknown-signing-key';
    const message = `the keys at ${this.config.jwksUri} cannot be had`;
    throw new AuthorizerError('AUTHORIZER_KEYS_UNAVAILABLE', message, { cause: error });
  }
}

async function fetchKeys(uri: string): Promise<ArrayBuffer> {
  const response = await fetch(uri, { signal: AbortSignal.timeout(FETCH_TIMEOUT), redirect: 'error' });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.arrayBuffer();
}
