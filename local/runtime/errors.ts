import { SluiceError } from '../errors';

/** Every code of {@link RuntimeError}, with what it means and what to do. */
export const RUNTIME_ERRORS = {
  RUNTIME_INVALID_FAULT: 'A fault asked for cannot be understood. The message lists those there are.',
  RUNTIME_NOT_DRAINED:
    'Some of what was accepted could not be delivered in the time given. The message counts it; the log tells why each attempt failed.',
  RUNTIME_NO_USER_POOL: 'A token was asked for, and the deployment has no Cognito user pool that could issue it.',
  RUNTIME_UNKNOWN_STREAM: 'The deployment has no stream of this name. The message lists those it has.',
} as const;

export type RuntimeErrorCode = keyof typeof RUNTIME_ERRORS;

/** Something asked of a running deployment that it cannot do. */
export class RuntimeError extends SluiceError {
  public constructor(
    public override readonly code: RuntimeErrorCode,
    message: string,
    position?: string,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
