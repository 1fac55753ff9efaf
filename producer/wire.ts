import type { ProducerErrorCode } from './errors';

/** A record as a service takes it. */
export interface WireRecord {
  readonly data: Uint8Array;
  /** Empty where the service has none. */
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
}

/** Why a record was not stored this time. */
export interface Failure {
  readonly code: Extract<ProducerErrorCode, 'Throttled' | 'Unavailable' | 'TimedOut' | 'Refused' | 'Denied'>;
  /** Whether another attempt may go better. */
  readonly retry: boolean;
  readonly cause?: unknown;
}

export type Result<Stored> = { readonly stored: Stored } | { readonly failure: Failure };

export interface WireLimits {
  /** Records in a request. */
  readonly records: number;
  /** Bytes of all records of a request, as `sizeOf` counts them. */
  readonly requestBytes: number;
  /** Bytes of one record. */
  readonly recordBytes: number;
}

/** One service's way to take a batch. */
export interface Wire<Stored> {
  readonly limits: WireLimits;
  /** Bytes that count towards the limits. */
  sizeOf(record: WireRecord): number;
  /**
   * Sends one request.
   * @returns One result a record, in their order, also where the whole request failed
   */
  send(records: readonly WireRecord[], signal: AbortSignal): Promise<readonly Result<Stored>[]>;
}
