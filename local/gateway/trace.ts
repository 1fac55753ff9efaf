import type { Exchange } from './exchange';

/** A request that was answered. */
export interface TracedExchange {
  readonly exchange: Exchange;
  /** As it came. */
  readonly url: string;
  readonly status: number;
  readonly answer: Buffer | string;
  /** Why the gateway itself answered. */
  readonly reason: string | undefined;
}

/** Told of every request that reached a stage, once it is answered. Bodies are not to be kept: they may be large. */
export interface GatewayTrace {
  request(traced: TracedExchange): void;
}
