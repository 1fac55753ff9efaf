import type { GatewayLimiter, PlanLimits } from '../../throttle';
import type { Exchange } from '../exchange';
import { Refusal } from '../refusal';

/**
 * Takes one token from every layer that applies, or refuses and says which layer had none.
 *
 * @param methodKey `VERB /path`, as declared
 */
export function throttle(
  limiter: GatewayLimiter,
  methodKey: string,
  exchange: Exchange,
  client: { readonly keyId: string; readonly plan: PlanLimits } | undefined,
): void {
  const admission = limiter.admit({ stage: exchange.stage.limits, method: methodKey, client });
  if (!admission.admitted) throw new Refusal(admission.response, { reason: admission.reason });
}
