import { ProducerError, type ProducerErrorCode } from '../../producer';
import { type Answer, MESSAGES, type Refusal, refusal } from './answers';

/** What became of one record: what the service answered for it, or why it was not stored. */
export type Outcome = { readonly stored: object } | Failed;

interface Failed {
  readonly failed: ProducerErrorCode;
  /** Name of the error behind it. */
  readonly cause?: string;
}

/** What a failure means to whoever sent the record. */
const MEANINGS: { readonly [code in ProducerErrorCode]: Refusal } = {
  RecordTooLarge: 'invalid',
  InvalidKey: 'invalid',
  Refused: 'invalid',
  Throttled: 'throttled',
  QueueFull: 'throttled',
  Denied: 'denied',
  TimedOut: 'timedOut',
  Unavailable: 'unavailable',
  Closed: 'internal',
  Aborted: 'internal',
};

/** @throws The error itself where it is none of the producer's */
export function failureOf(error: unknown): Failed {
  if (!(error instanceof ProducerError)) throw error;
  const { cause, code: failed } = error;
  return cause instanceof Error ? { failed, cause: cause.name } : { failed };
}

/** The answer to one event. */
export function answerToOne(outcome: Outcome, requestId: string): Answer {
  if ('stored' in outcome) return { status: 200, body: outcome.stored };
  return refusal(MEANINGS[outcome.failed], requestId);
}

/**
 * The answer to a batch. Where nothing was stored and all of it for one reason that is not of single records, it is that
 * reason's: as the service would have refused the whole.
 */
export function answerToBatch(outcomes: readonly Outcome[], requestId: string): Answer {
  const failures = outcomes.flatMap((outcome) => ('failed' in outcome ? [MEANINGS[outcome.failed]] : []));
  const [first] = failures;
  const areAll = failures.length === outcomes.length && first !== undefined;
  const areAlike = areAll && failures.every((failure) => failure === first);
  if (areAlike && first !== 'throttled' && first !== 'unavailable') return refusal(first, requestId);
  const records = outcomes.map((outcome) => ('stored' in outcome ? outcome.stored : failedRecord(outcome.failed)));
  const status = failures.length === 0 ? 200 : !areAll ? 207 : areAlike && first === 'throttled' ? 429 : 503;
  return { status, body: { failedRecordCount: failures.length, records } };
}

function failedRecord(code: ProducerErrorCode): object {
  return MEANINGS[code] === 'throttled'
    ? { errorCode: 'Throttled', errorMessage: MESSAGES.throttled }
    : { errorCode: 'TargetUnavailable', errorMessage: MESSAGES.unavailable };
}
