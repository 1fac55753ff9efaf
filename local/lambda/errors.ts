import { SluiceError } from '../errors';

/** Every code of {@link LambdaError}, with what it means and what to do. */
export const LAMBDA_ERRORS = {
  LAMBDA_INVALID_FUNCTION:
    'A function of the template has a property that Lambda refuses. The message names it, its legal values and what was found.',
  LAMBDA_DUPLICATE_FUNCTION:
    'Two functions of the assembly have the same ARN. Leave the name to CloudFormation, or change one.',
  LAMBDA_CODE_NOT_FOUND:
    'The code of a function or layer is not on this machine: no asset, local path or inline text stands behind it. Synthesize again, or give the code as an asset.',
  LAMBDA_CODE_UNREADABLE:
    'The code of a function or layer cannot be read: the archive is damaged, names a file outside itself, or a file is missing. Build the asset again.',
  LAMBDA_INVALID_MAPPING:
    'An event source mapping has a property that Lambda refuses. The message names it, its legal values and what was found.',
  LAMBDA_MAPPING_NOT_EMULATED:
    'An event source mapping asks for something that is not emulated. The message names it; leave it out locally, or test it on AWS.',
  LAMBDA_MAPPING_SOURCE_UNKNOWN:
    'An event source mapping reads from, writes to or calls something that is not part of the assembly. Add it to the assembly, or correct the ARN.',
  LAMBDA_INVALID_FILTER:
    'A filter pattern of an event source mapping is no pattern that Lambda takes. The message names the place; correct it.',
  LAMBDA_DESTINATION_FAILED:
    'What was given up on could not be handed to its on-failure destination. It is tried again; the cause tells why it failed.',
} as const;

export type LambdaErrorCode = keyof typeof LAMBDA_ERRORS;

/** A function or event source mapping that cannot be run; `position` names its resource and property. */
export class LambdaError extends SluiceError {
  public constructor(
    public override readonly code: LambdaErrorCode,
    message: string,
    position?: string,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
