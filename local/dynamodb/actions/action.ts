import type { Item } from '../attribute-value';
import { DynamoDbFault } from '../fault';
import type { Input } from '../input';
import type { Table } from '../table';

/** Members that every call with expressions may have. */
export const EXPRESSION_MEMBERS = [
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
];

/** An operation on one table. */
export interface Action {
  /** Members of its input. */
  readonly members: readonly string[];
  /** What the caller must be allowed. */
  readonly run: (table: Table, input: Input) => Promise<object>;
}

/** Refuses an item that does not meet the call's condition, with the item where the caller asked for it. */
export function conditionCheck(input: Input): (before: Item | undefined) => void {
  const condition = input.condition();
  const isTold = input.choice('ReturnValuesOnConditionCheckFailure', ['NONE', 'ALL_OLD']) === 'ALL_OLD';
  return (before) => {
    if (condition(before ?? {})) return;
    throw new DynamoDbFault(
      'ConditionalCheckFailedException',
      'The conditional request failed',
      isTold ? before : undefined,
    );
  };
}
