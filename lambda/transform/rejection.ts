/** Why a record is answered ProcessingFailed. The set is closed: it is a dimension of a metric. */
export type RejectionReason =
  /** The record has no base64 text as its data. */
  | 'no-data'
  /** Its bytes are no UTF-8. A KPL aggregate that Firehose did not take apart is none. */
  | 'not-utf8'
  /** Its text is not one JSON value. */
  | 'not-json'
  /** It is nested deeper than 500 levels. */
  | 'too-deep'
  /** A timestamp cannot be read. */
  | 'timestamp'
  /** A quantity is no number, or too large in the new unit. */
  | 'quantity'
  /** Two members would have one name. */
  | 'collision'
  /** A required member is missing. */
  | 'missing'
  /** A member is of another type. */
  | 'type'
  /** The schema does not hold. */
  | 'schema'
  /** A partition key is missing or empty. */
  | 'no-partition-key'
  /** A partition key cannot stand in the key of an object. */
  | 'partition-key'
  /** The answer to Firehose would be larger than Lambda passes on. */
  | 'answer-too-large'
  /** A step threw: an error of ours. */
  | 'internal';

/** Thrown by a step to fail the one record it works on. It holds no data of the event. */
export class Rejection extends Error {
  public override readonly name = 'Rejection';

  /** @param place The path of the step's own configuration that failed, never a text of the event */
  public constructor(
    public readonly reason: RejectionReason,
    public readonly place?: string,
  ) {
    super(place === undefined ? reason : `${reason} at ${place}`);
  }
}
