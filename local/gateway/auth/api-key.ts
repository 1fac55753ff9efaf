import type { PlanLimits } from '../../throttle';
import type { Exchange } from '../exchange';
import { Refusal } from '../refusal';
import type { UsagePlans } from '../throttling/usage-plans';

export type ApiKeySource = 'HEADER' | 'AUTHORIZER';

/** The client that usage plans meter. */
export interface Client {
  readonly keyId: string;
  readonly plan: PlanLimits;
}

/**
 * Requires an API key that may call the stage, from `x-api-key` or from what the authorizer returned, as the API says.
 *
 * @returns The client, where a usage plan meters the key
 */
export function requireApiKey(exchange: Exchange, source: ApiKeySource, plans: UsagePlans): Client | undefined {
  const { request, authorizer, stage } = exchange;
  const value = source === 'HEADER' ? request.header('x-api-key') : authorizer?.usageIdentifierKey;
  if (!value) throw invalid(source === 'HEADER' ? 'there is no x-api-key' : 'the authorizer returned no key');
  const found = plans.tryKey(stage.limits.id, value);
  if (found === undefined) throw invalid('the key is unknown, disabled or in no usage plan of this stage');
  exchange.apiKey = { id: found.key.id, value };
  return found.plan && { keyId: found.key.id, plan: found.plan };
}

function invalid(reason: string): Refusal {
  return new Refusal('INVALID_API_KEY', { reason });
}
