import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export const ISSUER = 'https://issuer.example.com/';
export const AUDIENCE = 'events';

/** A provider of tokens, with a key of its own. */
export class Issuer {
  private readonly key: KeyObject;
  private readonly jwk: Record<string, unknown>;

  /** @param others Keys that it publishes beside its own */
  public constructor(
    private readonly kid = 'key-1',
    private readonly others: readonly object[] = [],
  ) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    this.key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    this.jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  }

  /** The key set that it publishes. */
  public get jwks(): string {
    return JSON.stringify({ keys: [this.jwk, ...this.others] });
  }

  public get bytes(): ArrayBuffer {
    const bytes = Buffer.from(this.jwks);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  }

  public token(claims: object = {}, header: object = {}): string {
    const now = Math.floor(Date.now() / 1_000);
    const payload = { iss: ISSUER, aud: AUDIENCE, sub: 'alice', scope: 'events:write', iat: now, exp: now + 60 };
    const parts = [
      { alg: 'RS256', typ: 'JWT', kid: this.kid, ...header },
      { ...payload, ...claims },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signature = sign('sha256', Buffer.from(parts.join('.')), this.key).toString('base64url');
    return `${parts.join('.')}.${signature}`;
  }
}
