/** Why a token is no proof of who calls: API Gateway answers 401. */
export type UnauthorizedReason =
  | 'malformed'
  | 'signature'
  | 'expired'
  | 'not-yet-valid'
  | 'issuer'
  | 'audience'
  | 'claims'
  | 'unknown-signing-key'
  | 'unusable-signing-key'
  | 'unknown-key';

/** Why one who is known may not call: API Gateway answers 403. */
export type DeniedReason = 'scope' | 'disabled';

/** What is made of a token. */
export type Decision =
  | { readonly kind: 'unauthorized'; readonly reason: UnauthorizedReason }
  | { readonly kind: 'denied'; readonly principal: string; readonly reason: DeniedReason }
  | { readonly kind: 'allowed'; readonly principal: string; readonly context: Readonly<Record<string, string>> };

/** Decides by a token alone. */
export interface Verifier {
  /** @throws AuthorizerError where nothing can be decided now: API Gateway answers 500 */
  decide(token: string): Promise<Decision>;
}
