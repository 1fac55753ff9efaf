import { AwsFault } from '../endpoint';
import type { ExecutionOutcome } from './execution-environment';
import type { ErrorAnswer } from './worker/messages';

/** Of a synchronous call, each way. */
export const PAYLOAD_LIMIT = 6_291_456;
/** What AWS lets an answer have on top. */
const ANSWER_LIMIT = PAYLOAD_LIMIT + 100;

/** What came of an invocation that was made. */
export interface InvocationResult {
  readonly requestId: string;
  /** What the function returned, or its error, as JSON. */
  readonly payload: Buffer;
  /** Set where the payload is an error. */
  readonly functionError?: 'Unhandled';
  /** Whether the function ran out of time. */
  readonly timedOut: boolean;
  /** The last 4 KiB of its log. */
  readonly logTail: string;
}

/** The error of an outcome as Lambda words it; undefined where the function returned. */
export function errorOf(outcome: ExecutionOutcome, requestId: string, timeout: number): ErrorAnswer | undefined {
  switch (outcome.kind) {
    case 'result':
      return Buffer.byteLength(outcome.payload) > ANSWER_LIMIT ? tooLarge() : undefined;
    case 'error':
      return outcome.error;
    case 'timed-out':
      return {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`,
      };
    case 'out-of-memory':
      return {
        errorType: 'Runtime.OutOfMemory',
        errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
      };
    case 'exited':
      return {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${requestId} Error: Runtime exited ${outcome.status === 0 ? 'without providing a reason' : `with error: exit status ${outcome.status}`}`,
      };
  }
}

function tooLarge(): ErrorAnswer {
  return {
    errorMessage: `Response payload size exceeded maximum allowed payload size (${ANSWER_LIMIT} bytes).`,
    errorType: 'Function.ResponseSizeTooLarge',
  };
}

/** The event of a call; nothing is an empty object. @throws AwsFault where it is no JSON */
export function eventText(payload: Buffer): string {
  const text = payload.length === 0 ? '{}' : payload.toString();
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const message = `Could not parse request body into json: ${error instanceof Error ? error.message : ''}`;
    throw new AwsFault('InvalidRequestContentException', message, 400, { cause: error });
  }
}
