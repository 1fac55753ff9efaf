import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { GatewayError, type KeySet, type KeySetDirectory } from '../gateway';

const KEY_ID = 'sluice-local';
const HOUR = 3_600;

/** What a token says beyond what every token of a pool says. */
export interface TokenOptions {
  readonly region: string;
  readonly userPoolId: string;
  /** Whose token it is. @default local */
  readonly subject?: string;
  /** An access token with these scopes. @default - an ID token */
  readonly scopes?: readonly string[];
  /** Further claims. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch; the token holds for twelve hours. */
  readonly now: number;
}

/** One RSA key that signs the tokens of every local user pool; made on the first run that needs it. */
export class UserPoolKeys implements KeySetDirectory {
  private readonly privateKey: KeyObject;
  private readonly keySet: KeySet;

  /** @throws GatewayError GATEWAY_INVALID_KEY_SET */
  public constructor(path: string) {
    if (!existsSync(path)) makeKey(path);
    try {
      this.privateKey = createPrivateKey(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new GatewayError('GATEWAY_INVALID_KEY_SET', 'it holds no private key in PEM', path, { cause: error });
    }
    this.keySet = new Map([[KEY_ID, createPublicKey(this.privateKey)]]);
  }

  public tryKeySet(): KeySet {
    return this.keySet;
  }

  /** A token as the pool would issue it. */
  public token({ region, userPoolId, subject = 'local', scopes, claims = {}, now }: TokenOptions): string {
    const seconds = Math.floor(now / 1_000);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = part({ kid: KEY_ID, alg: 'RS256', typ: 'JWT' });
    const body = part({
      sub: subject,
      iss: `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`,
      iat: seconds,
      exp: seconds + 12 * HOUR,
      ...(scopes === undefined
        ? { token_use: 'id', aud: 'local', 'cognito:username': subject }
        : { token_use: 'access', client_id: 'local', username: subject, scope: scopes.join(' ') }),
      ...claims,
    });
    const signature = sign('RSA-SHA256', Buffer.from(`${head}.${body}`), this.privateKey);
    return `${head}.${body}.${signature.toString('base64url')}`;
  }
}

function makeKey(path: string): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  chmodSync(path, 0o600);
}
