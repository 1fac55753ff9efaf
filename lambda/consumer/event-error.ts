/** Why an event failed. */
export type FailureReason =
  /** Its bytes are no UTF-8. */
  | 'not-utf8'
  /** Its text is no JSON. */
  | 'not-json'
  /** The code that handles events threw. */
  | 'handler'
  /** Whether it was handled before cannot be told, or noted, now. */
  | 'idempotency'
  /** Another call is still handling it. */
  | 'in-progress'
  /** The call would have run out of time. */
  | 'time'
  /** One before it failed, and events are handled in their order. */
  | 'order';

/** An event that failed. Its message holds nothing of the event. */
export class EventError extends Error {
  public constructor(
    public readonly reason: FailureReason,
    options?: ErrorOptions,
  ) {
    super(`the event failed: ${reason}`, options);
    this.name = 'EventError';
  }
}
