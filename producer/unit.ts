import type { Failure, WireRecord } from './wire';

/** A record that was accepted, until its outcome is known. */
export interface Member<Stored> extends WireRecord {
  /** Bytes that it counts in the queue. */
  readonly bytes: number;
  /** When it is given up, on the producer's clock. */
  readonly deadline: number;
  /** Which flushes wait for it. */
  readonly epoch: number;
  settled: boolean;
  /** Whether its signal was aborted. */
  aborted: boolean;
  /** Whether it is part of a request at present. */
  sending: boolean;
  resolve: (stored: Stored) => void;
  reject: (error: Error) => void;
}

/** What goes out as one record of a request: a record, or several that are aggregated. */
export interface Unit<Stored> {
  members: Member<Stored>[];
  /** Bytes towards the limits of a request, at most. */
  readonly bytes: number;
  /** Units of the same one are sent one after the other; undefined where order does not matter. */
  readonly order: string | undefined;
  readonly explicitHashKey: string | undefined;
  /** How often it was sent. */
  attempts: number;
  /** Why it was not stored the last time. */
  failure: Failure | undefined;
}
