export type AuthorizerErrorCode =
  /** What the construct wrote is no JSON, or of another version. */
  | 'AUTHORIZER_CONFIG_INVALID'
  /** The keys that tokens are signed with cannot be fetched. */
  | 'AUTHORIZER_KEYS_UNAVAILABLE'
  /** The secret with the keys of tenants cannot be read. */
  | 'AUTHORIZER_SECRET_UNAVAILABLE'
  /** The secret does not hold what it should. */
  | 'AUTHORIZER_SECRET_INVALID';

/** An authorizer that cannot decide. Its message holds neither token nor key. */
export class AuthorizerError extends Error {
  public override readonly name = 'AuthorizerError';

  public constructor(
    public readonly code: AuthorizerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${message}`, options);
  }
}
