/** Why a record was not stored. The set is closed. */
export const PRODUCER_ERRORS = {
  RecordTooLarge:
    'The record is larger than the service takes: nothing was sent. Split it, or raise the limit of the stream and `maxRecordBytes`',
  InvalidKey:
    'The partition key has not 1 to 256 characters, or the explicit hash key is no number of 128 bits: nothing was sent',
  QueueFull: 'The queue is full: nothing was accepted. Await `ready()` before a put, or raise the bounds of the queue',
  Closed: 'The producer was closed: nothing was accepted. Make another one',
  Throttled: 'The service refused the record for throughput until its time was up. Add shards or spread the keys',
  Unavailable:
    'The service failed, or could not be reached, until the time of the record was up. It may have been stored all the same',
  TimedOut: 'No answer came in the time of the record. It may have been stored all the same',
  Refused: 'The service refused the record itself: its message, in `cause`, says what is wrong with it',
  Denied: 'The service refused credentials, permission or the name of the stream: see `cause`',
  Aborted: 'The signal of the put was aborted before the record was stored',
} as const;

export type ProducerErrorCode = keyof typeof PRODUCER_ERRORS;

/** A record that was not stored, or of which that is not known. */
export class ProducerError extends Error {
  /**
   * @param code Stable
   * @param detail About this one record, without its data
   */
  public constructor(
    public readonly code: ProducerErrorCode,
    detail?: string,
    options?: ErrorOptions,
  ) {
    super(detail === undefined ? PRODUCER_ERRORS[code] : `${PRODUCER_ERRORS[code]}: ${detail}`, options);
    this.name = 'ProducerError';
  }
}
