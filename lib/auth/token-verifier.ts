import { Duration, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { checkInteger } from '../checks/range';
import { secretReadArn, secretReadStatements } from '../functions/secret-read-statements';

/** Options of `TokenVerifier.jwt`. */
export interface JwtVerifierOptions {
  /** Who issues the tokens: their `iss`, to the letter, such as `https://login.example.com/`. */
  readonly issuer: string;

  /** Whom tokens must be for: one of these must be in their `aud`. At least one. */
  readonly audience: string[];

  /**
   * Scopes of which a token must hold one. A token without is denied: 403.
   * @default - none
   */
  readonly scopes?: string[];

  /**
   * Where the issuer publishes the keys it signs with. HTTPS, or HTTP on this machine for tests.
   * @default - `/.well-known/jwks.json` below the issuer
   */
  readonly jwksUri?: string;
}

/** Options of `TokenVerifier.tenantKeys`. */
export interface TenantKeysOptions {
  /**
   * The secret that holds the hashes: `{"tenants":{"acme":{"sha256":["<SHA-256 of the key, hexadecimal>"]}}}`, with
   * `"disabled": true` beside them for a tenant who may not call now. Make keys of 32 random bytes or more:
   * `openssl rand -base64 32`; a hash does not hide a word.
   */
  readonly secret: ISecret;

  /**
   * How long the function keeps the secret, 0 to 3,600 seconds. A key that is taken out works until this and the
   * authorizer's `cacheTtl` are over; an hour longer while Secrets Manager cannot be reached.
   * @default Duration.minutes(1)
   */
  readonly cacheTtl?: Duration;
}

/** What the authorizer's function is given. */
export interface VerifierBinding {
  readonly config: object;
  readonly environment: { readonly [name: string]: string };
  readonly statements: iam.PolicyStatement[];
  /** Resources of the statements that are not named in full. */
  readonly wildcards: string[];
}

/** HTTPS, or this machine. */
const KEYS = /^(https:\/\/[^\s]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/[^\s]*)$/;
const CACHE = { min: 0, max: 3_600, unit: 'seconds' };

/** How a token shows who calls. */
export class TokenVerifier {
  /**
   * JSON Web Tokens of an identity provider, signed with RSA (PKCS #1 v1.5), ECDSA or Ed25519. A token must say when it
   * ends (`exp`) and who holds it (`sub` or `client_id`). The issuer's keys are fetched again once an hour.
   */
  public static jwt(options: JwtVerifierOptions): TokenVerifier {
    const { audience, issuer, jwksUri = `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`, scopes = [] } = options;
    if (issuer === '') throw new Error("'issuer' must be who issues the tokens, got ''");
    if (audience.length === 0 || audience.includes('')) {
      throw new Error(`'audience' must name whom tokens are for, got ${JSON.stringify(audience)}: any token would do`);
    }
    if (!Token.isUnresolved(jwksUri) && !KEYS.test(jwksUri)) {
      throw new Error(`'jwksUri' must be an HTTPS URL, got '${jwksUri}': whoever can change the keys can call`);
    }
    const config = { kind: 'jwt', issuer, audience: [...audience], scopes: [...scopes], jwksUri };
    return new TokenVerifier(() => ({ config, environment: {}, statements: [], wildcards: [] }));
  }

  /** A key for each tenant, of which only the hash is kept, in a secret. Unlike an API key it authenticates. */
  public static tenantKeys(options: TenantKeysOptions): TokenVerifier {
    const { cacheTtl = Duration.minutes(1), secret } = options;
    if (!cacheTtl.isUnresolved()) checkInteger('cacheTtl', cacheTtl.toSeconds({ integral: false }), CACHE);
    return new TokenVerifier((scope) => ({
      config: { kind: 'tenant-keys', cacheTtl: cacheTtl.toSeconds() },
      environment: { AUTHORIZER_SECRET: secret.secretFullArn ?? secret.secretArn },
      statements: secretReadStatements(scope, secret),
      wildcards: secret.secretFullArn === undefined ? [secretReadArn(secret)] : [],
    }));
  }

  private constructor(private readonly make: (scope: IConstruct) => VerifierBinding) {}

  /**
   * What a function needs to verify.
   * @internal
   */
  public _bind(scope: IConstruct): VerifierBinding {
    return this.make(scope);
  }
}
