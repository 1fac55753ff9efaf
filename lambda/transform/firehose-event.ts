/**
 * What Firehose calls a transform with, as far as it is read.
 * Source: Firehose developer guide, "Transform source data".
 */
export interface FirehoseEvent {
  readonly invocationId: string;
  readonly deliveryStreamArn: string;
  readonly records: readonly FirehoseRecord[];
}

export interface FirehoseRecord {
  readonly recordId: string;
  /** Base64. */
  readonly data: string;
}

/** What became of a record. `Dropped` is not among it: no step loses an event on purpose. */
export type AnsweredRecord =
  | {
      readonly recordId: string;
      readonly result: 'Ok';
      /** Base64. */
      readonly data: string;
      readonly metadata?: { readonly partitionKeys: Readonly<Record<string, string>> };
    }
  | {
      readonly recordId: string;
      readonly result: 'ProcessingFailed';
      /** As it came, where the answer has room. Firehose stores the source record in any case. */
      readonly data?: string;
    };

/** The answer to one call. */
export interface FirehoseAnswer {
  readonly records: readonly AnsweredRecord[];
}
