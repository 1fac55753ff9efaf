import type { Evaluation } from '../../iam';
import type { Exchange } from '../exchange';

/**
 * Finds out who calls and notes it in the exchange; gives what the caller's policies, or those an authorizer returned,
 * say of the call. Undefined where nothing beyond a good token counts. Refuses with a `Refusal`.
 */
export type Authenticate = (exchange: Exchange) => Evaluation | undefined | Promise<Evaluation>;
