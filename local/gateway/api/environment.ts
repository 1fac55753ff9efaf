import type { Clock } from '../../clock';
import type { GatewayLimiter } from '../../throttle';
import type { CallerDirectory } from '../auth/caller';
import type { KeySetDirectory } from '../auth/key-set';
import type { HttpSender } from '../integration/http-sender';
import type { GatewayLog } from '../log';
import type { TargetCaller } from '../target';

/** What every API of a gateway shares: the world around it, injected. */
export interface GatewayEnvironment {
  readonly clock: Clock;
  readonly target: TargetCaller;
  readonly http: HttpSender;
  readonly callers: CallerDirectory;
  readonly keySets: KeySetDirectory;
  readonly limiter: GatewayLimiter;
  readonly log: GatewayLog;
}
