import type { DeliveryRecord } from './record';

/** Where a delivery stream has its records from. */
export interface Source {
  /** Begins to give records. */
  start(): Promise<void>;
  /** Records that wait, oldest first; empty where there are none. Each is held once, by the caller. */
  next(): readonly DeliveryRecord[];
  /** Bytes of records given and not done. */
  readonly pendingBytes: number;
  /** Records given and not done. */
  readonly pending: number;
  /** Gives no more records. */
  stop(): void;
}
