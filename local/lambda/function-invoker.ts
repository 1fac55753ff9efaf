import { AwsFault } from '../endpoint';
import type { Lambda } from './lambda';

/** Why a function gave no answer of its own. */
export type InvocationFailure =
  | 'function-error'
  | 'timed-out'
  | 'throttled'
  | 'not-found'
  | 'access-denied'
  | 'too-large';

/** What came of a synchronous call. */
export type Invocation =
  | { readonly payload: Buffer }
  | { readonly failure: InvocationFailure; readonly message: string };

/** Calls functions in process, for parts of the runtime that need no HTTP: Firehose's transforms. */
export interface FunctionInvoker {
  /** @param functionArn Of the function, a version or an alias */
  invoke(functionArn: string, payload: Buffer): Promise<Invocation>;
}

const FAILURES: Readonly<Record<string, InvocationFailure>> = {
  RequestEntityTooLargeException: 'too-large',
  ResourceNotFoundException: 'not-found',
  TooManyRequestsException: 'throttled',
};

/** @param authorize Gives the refusal where the caller's role may not invoke the function */
export function functionInvoker(
  lambda: Lambda,
  authorize: (functionArn: string) => string | undefined = () => undefined,
): FunctionInvoker {
  return {
    invoke: async (functionArn, payload) => {
      const refusal = authorize(functionArn);
      if (refusal !== undefined) return { failure: 'access-denied', message: refusal };
      try {
        const { functionError, payload: answer, timedOut } = await lambda.invoke(functionArn, payload);
        if (functionError === undefined) return { payload: answer };
        return { failure: timedOut ? 'timed-out' : 'function-error', message: answer.toString() };
      } catch (error) {
        if (!(error instanceof AwsFault)) throw error;
        return { failure: FAILURES[error.code] ?? 'function-error', message: error.message };
      }
    },
  };
}
