import type { PropertyReader } from '../../assembly';
import type { GatewayEnvironment } from '../api/environment';
import { GatewayError } from '../errors';
import { compilePattern, type Pattern } from '../integration/selection';
import { Refusal } from '../refusal';
import type { Authenticate } from './authenticate';
import { compileIdentitySource } from './identity-source';
import { type Claims, readToken } from './token';

/**
 * COGNITO_USER_POOLS: a token of one of the pools. Without scopes on the method the ID token is expected, with scopes
 * the access token, which must hold one of them.
 *
 * Source: developer guide, apigateway-integrate-with-cognito.
 *
 * @param reader Of the authorizer
 * @param scopes `AuthorizationScopes` of the method
 */
export function compileCognito(
  reader: PropertyReader,
  scopes: readonly string[],
  environment: GatewayEnvironment,
): Authenticate {
  const pools = reader.textList('ProviderARNs').map((arn) => {
    const [, region, id] = /^arn:aws[\w-]*:cognito-idp:([\w-]+):\d*:userpool\/([\w-]+)$/.exec(arn) ?? [];
    if (region === undefined || id === undefined) {
      const message = `'${arn}' is no ARN of a user pool`;
      throw new GatewayError('GATEWAY_INVALID_AUTHORIZER', message, `${reader.position}.ProviderARNs`);
    }
    return { id, issuer: `https://cognito-idp.${region}.amazonaws.com/${id}` };
  });
  if (pools.length === 0) {
    const message = 'a Cognito authorizer needs a user pool';
    throw new GatewayError('GATEWAY_INVALID_AUTHORIZER', message, `${reader.position}.ProviderARNs`);
  }
  const source = compileIdentitySource(
    reader.tryText('IdentitySource') ?? 'method.request.header.Authorization',
    `${reader.position}.IdentitySource`,
  );
  const expression = reader.tryText('IdentityValidationExpression');
  const audience = expression
    ? compilePattern(expression, `${reader.position}.IdentityValidationExpression`)
    : undefined;
  return (exchange) => {
    const value = source(exchange);
    if (!value) throw unauthorized('there is no token');
    const token = value.replace(/^Bearer\s+/i, '');
    let fault = 'no key set of a user pool is known';
    for (const { id, issuer } of pools) {
      const keys = environment.keySets.tryKeySet(id);
      if (keys === undefined) continue;
      const result = readToken(token, keys);
      if ('fault' in result) {
        fault = result.fault;
        continue;
      }
      const wrong = faultOf(result.claims, issuer, scopes, audience, environment.clock.now());
      if (wrong === undefined) {
        exchange.authorizer = { context: {}, claims: claimTexts(result.claims) };
        return undefined;
      }
      fault = wrong;
    }
    throw unauthorized(fault);
  };
}

function faultOf(
  claims: Claims,
  issuer: string,
  scopes: readonly string[],
  audience: Pattern | undefined,
  now: number,
): string | undefined {
  if (claims.iss !== issuer) return `it is not issued by ${issuer}`;
  if (typeof claims.exp !== 'number' || claims.exp * 1_000 <= now) return 'it has expired';
  const use = scopes.length > 0 ? 'access' : 'id';
  if (claims.token_use !== use) return `it is no ${use} token`;
  if (audience !== undefined && !audience(String(claims.aud ?? ''))) return 'its audience is not the one expected';
  if (scopes.length === 0) return undefined;
  const held = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  return scopes.some((scope) => held.includes(scope)) ? undefined : `it has none of the scopes ${scopes.join(', ')}`;
}

/** Claims as templates see them: texts. */
function claimTexts(claims: Claims): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function unauthorized(fault: string): Refusal {
  return new Refusal('UNAUTHORIZED', { reason: `the token is refused: ${fault}` });
}
