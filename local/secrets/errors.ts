import { SluiceError } from '../errors';

/** Every code of {@link SecretsError}, with what it means and what to do. */
export const SECRETS_ERRORS = {
  SECRETS_INVALID_FILE:
    'The file of local secrets cannot be read. It must be a JSON object of names (or ARNs, or logical ids) and values; correct the member it names.',
  SECRETS_UNKNOWN_SECRET:
    'A value was given for a secret that the deployment does not have. The message lists those it has; correct the name.',
  SECRETS_DUPLICATE_SECRET:
    'Two secrets of the assembly have the same name. Leave it to CloudFormation, or change one.',
} as const;

export type SecretsErrorCode = keyof typeof SECRETS_ERRORS;

/** Secrets that cannot be run; `position` names the resource or the file, and never a value. */
export class SecretsError extends SluiceError {
  public constructor(
    public override readonly code: SecretsErrorCode,
    message: string,
    position?: string,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
