import { SluiceError } from '../errors';

/** Every code of {@link IamError}, with what it means and what to do. */
export const IAM_ERRORS = {
  IAM_MALFORMED_POLICY:
    'A policy document lacks a required element or has one of the wrong type. Correct it as IAM would ask for it at deployment.',
  IAM_UNKNOWN_ELEMENT:
    'A policy document or statement has an element that is no part of the policy language, or not of this kind of policy. Remove it or correct its spelling.',
  IAM_INVALID_ACTION: 'An Action is neither * nor service:Name. Write it as service:Name; wildcards are allowed.',
  IAM_INVALID_RESOURCE: 'A Resource is neither * nor an ARN. Write the whole ARN; wildcards are allowed.',
  IAM_INVALID_PRINCIPAL:
    'A Principal is of a type or form the evaluator does not know. Use an account, a user, role or session ARN, a service, a federated provider or *.',
  IAM_UNKNOWN_OPERATOR:
    'A Condition uses an operator that IAM does not have. Correct its spelling; operators are case-sensitive.',
  IAM_INVALID_CONDITION_VALUE:
    'A Condition compares with a value that its operator cannot read, such as text where a number, date or CIDR block is needed. Correct the value.',
  IAM_INVALID_VARIABLE:
    "A policy variable is not closed or not well formed. Write ${key} or ${key, 'default'}, and ${$} for a dollar sign.",
} as const;

export type IamErrorCode = keyof typeof IAM_ERRORS;

/** A policy that cannot be evaluated as written; the position is `policy.Statement[n].Element`. */
export class IamError extends SluiceError {
  public constructor(
    public override readonly code: IamErrorCode,
    message: string,
    position: string,
  ) {
    super(message, position);
  }
}
