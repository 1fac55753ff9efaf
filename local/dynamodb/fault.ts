import type { Item } from './attribute-value';

/** A call that DynamoDB refuses. */
export class DynamoDbFault extends Error {
  /** @param item What stands in the table, where the caller asked to be told */
  public constructor(
    public readonly code: string,
    message: string,
    public readonly item?: Item,
    public readonly status: number = 400,
  ) {
    super(message);
    this.name = code;
  }

  /** What stands in `__type`. */
  public get shape(): string {
    return `${COMMON.has(this.code) ? 'com.amazon.coral.validate' : 'com.amazonaws.dynamodb.v20120810'}#${this.code}`;
  }
}

/** Faults that all of AWS's services share. */
const COMMON = new Set(['ValidationException', 'AccessDeniedException', 'SerializationException']);

export function invalid(message: string): DynamoDbFault {
  return new DynamoDbFault('ValidationException', message);
}
