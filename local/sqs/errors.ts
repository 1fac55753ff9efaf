import { SluiceError } from '../errors';

/** Every code of {@link SqsError}, with what it means and what to do. */
export const SQS_ERRORS = {
  SQS_INVALID_QUEUE:
    'A queue of the template has a property that SQS refuses. The message names it, its legal values and what was found.',
  SQS_DUPLICATE_QUEUE:
    'Two queues of the assembly have the same name. Leave the name to CloudFormation, or change one.',
  SQS_UNKNOWN_DEAD_LETTER_QUEUE:
    'A queue names a dead-letter queue that is not part of the assembly, or of the other kind. Add it, or correct the ARN.',
} as const;

export type SqsErrorCode = keyof typeof SQS_ERRORS;

/** A queue that cannot be run; `position` names its resource and property. */
export class SqsError extends SluiceError {
  public constructor(
    public override readonly code: SqsErrorCode,
    message: string,
    position?: string,
  ) {
    super(message, position);
  }
}
