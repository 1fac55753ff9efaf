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

/** Calls functions, synchronously as Lambda means it: the answer is what the function returned, as JSON. */
export interface FunctionInvoker {
  /** @param functionArn Of the function, a version or an alias; it may end in `:$LATEST` */
  invoke(functionArn: string, payload: Buffer): Promise<Invocation>;
}

/** For deployments without functions. */
export const NO_FUNCTIONS: FunctionInvoker = {
  invoke: async (functionArn) => ({ failure: 'not-found', message: `Function not found: ${functionArn}` }),
};
