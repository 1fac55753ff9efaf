export { LAMBDA_ERRORS, LambdaError, type LambdaErrorCode } from './errors';
export { Lambda, type LambdaOptions } from './lambda';
