/** What became of records of a stream in a mapping. */
export type BatchTrace = CalledBatch | GivenUpBatch;

interface TracedBatch {
  readonly mappingId: string;
  /** Of the records, in their order. Asked before the teller goes on, or never. */
  readonly sequenceNumbers: () => readonly string[];
}

/** The function was called with them, and answered or failed. */
export interface CalledBatch extends TracedBatch {
  readonly kind: 'called';
  readonly requestId: string;
  /** How many records from the front are done; the rest comes again, or is given up. */
  readonly done: number;
  /** Why the others are not; undefined where all are. */
  readonly failure: string | undefined;
}

/** They are left behind. */
export interface GivenUpBatch extends TracedBatch {
  readonly kind: 'given-up';
  /** Such as `RetryAttemptsExhausted`. */
  readonly condition: string;
  /** ARN of the queue or bucket that took them; undefined where they are dropped. */
  readonly destination: string | undefined;
}
