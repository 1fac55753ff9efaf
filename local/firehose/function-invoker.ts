import type { FunctionInvoker } from '../lambda';

/** For deployments without functions. */
export const NO_FUNCTIONS: FunctionInvoker = {
  invoke: async (functionArn) => ({ failure: 'not-found', message: `Function not found: ${functionArn}` }),
};
