export { TokenAuthorizer, type TokenAuthorizerProps } from './token-authorizer';
export { type JwtVerifierOptions, type TenantKeysOptions, TokenVerifier } from './token-verifier';
