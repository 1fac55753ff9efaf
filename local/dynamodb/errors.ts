import { SluiceError } from '../errors';

/** Every code of {@link DynamoDbError}, with what it means and what to do. */
export const DYNAMODB_ERRORS = {
  DYNAMODB_INVALID_TABLE:
    'A table of the template has a key that DynamoDB refuses. The message names it and what was found; correct KeySchema or AttributeDefinitions.',
  DYNAMODB_DUPLICATE_TABLE: 'Two tables of the assembly have the same name. Leave it to CloudFormation, or change one.',
} as const;

export type DynamoDbErrorCode = keyof typeof DYNAMODB_ERRORS;

/** A table that cannot be run; `position` names its resource and property. */
export class DynamoDbError extends SluiceError {
  public constructor(
    public override readonly code: DynamoDbErrorCode,
    message: string,
    position?: string,
  ) {
    super(message, position);
  }
}
