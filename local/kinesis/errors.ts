import { SluiceError } from '../errors';

/** Every code of {@link KinesisError}, with what it means and what to do. */
export const KINESIS_ERRORS = {
  KINESIS_INVALID_STREAM:
    'A stream of the template has a property that Kinesis refuses. The message names it, its legal values and what was found.',
  KINESIS_DUPLICATE_STREAM:
    'Two streams of the assembly have the same name in one account and Region. Leave the name to CloudFormation, or change one.',
  KINESIS_UNREADABLE_STATE:
    'What the data folder tells of a stream cannot be read. It was changed from outside: restore it, or choose another folder.',
} as const;

export type KinesisErrorCode = keyof typeof KINESIS_ERRORS;

/** A stream that cannot be run; `position` names its resource or its stored state. */
export class KinesisError extends SluiceError {
  public constructor(
    public override readonly code: KinesisErrorCode,
    message: string,
    position?: string,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
