import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type AuthorizerAnswer, answer, type TokenEvent, tryToken } from './answer';
import { AuthorizerError } from './authorizer-error';
import type { Decision, Verifier } from './decision';

/** What API Gateway takes for 401, to the letter. */
const UNAUTHORIZED = 'Unauthorized';

export interface AuthorizeOptions {
  readonly verifier: Verifier;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Answers API Gateway. Neither a token nor who it is for is logged: reasons and counts are.
 *
 * @throws Error `Unauthorized` for a bad token, AuthorizerError where nothing can be decided
 */
export async function authorize(
  { authorizationToken, methodArn }: TokenEvent,
  { logger, metrics, verifier }: AuthorizeOptions,
): Promise<AuthorizerAnswer> {
  try {
    const token = tryToken(authorizationToken);
    const decision: Decision =
      token === undefined ? { kind: 'unauthorized', reason: 'malformed' } : await verifier.decide(token);
    metrics.addMetric(METRICS[decision.kind], MetricUnit.Count, 1);
    if (decision.kind !== 'allowed') logger.info('refused', { decision: decision.kind, reason: decision.reason });
    if (decision.kind === 'unauthorized') throw new Error(UNAUTHORIZED);
    if (decision.kind === 'denied') return answer('Deny', decision.principal, methodArn);
    return answer('Allow', decision.principal, methodArn, decision.context);
  } catch (error) {
    if (error instanceof AuthorizerError) {
      metrics.addMetric('AuthorizerFailures', MetricUnit.Count, 1);
      logger.error('nothing can be decided', { code: error.code, cause: nameOf(error.cause) });
    }
    throw error;
  } finally {
    metrics.publishStoredMetrics();
  }
}

const METRICS: { readonly [kind in Decision['kind']]: string } = {
  allowed: 'TokensAllowed',
  denied: 'TokensDenied',
  unauthorized: 'TokensRefused',
};

function nameOf(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.name : undefined;
}
