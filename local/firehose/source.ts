import type { Span } from './span';

/** Where a delivery stream has its records from. */
export interface Source {
  /** Begins to give records. */
  start(): Promise<void>;
  /**
   * Records that wait, oldest first; empty where there are none. Each span is held once, by the caller, and good until
   * the next call.
   */
  next(): readonly Span[];
  /** Bytes of records given and not done. */
  readonly pendingBytes: number;
  /** Records given and not done. */
  readonly pending: number;
  /** Gives no more records. */
  stop(): void;
}
