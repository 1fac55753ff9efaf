import { SluiceError } from '../errors';

/** Every code of {@link ThrottleError}, with what it means and what to do. */
export const THROTTLE_ERRORS = {
  THROTTLE_INVALID_LIMIT:
    'A throttle has a rate or burst that is no number of zero or more. Correct the limit in the template or the quotas file.',
  THROTTLE_INVALID_QUOTA:
    'A usage plan quota has a limit, period or offset that API Gateway refuses. Offset is 0 for DAY, 0 to 6 for WEEK, 0 to 27 for MONTH.',
} as const;

export type ThrottleErrorCode = keyof typeof THROTTLE_ERRORS;

/** A limit or quota that cannot be enforced as declared. */
export class ThrottleError extends SluiceError {
  public constructor(
    public override readonly code: ThrottleErrorCode,
    message: string,
    position?: string,
  ) {
    super(message, position);
  }
}
