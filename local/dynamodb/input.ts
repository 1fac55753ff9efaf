import { type Item, readItem } from './attribute-value';
import { readCondition } from './expression/condition';
import { Substitutions } from './expression/substitutions';
import { readUpdate } from './expression/update';
import { invalid } from './fault';

/** The members of a call, each checked as it is asked for. */
export class Input {
  private readonly substitutions: Substitutions;

  /** @param known Members the operation knows; others are refused by name @throws DynamoDbFault */
  public constructor(
    private readonly members: Readonly<Record<string, unknown>>,
    known: readonly string[],
  ) {
    for (const [name, value] of Object.entries(members)) {
      if (value === undefined || value === null || known.includes(name) || HARMLESS.has(name)) continue;
      throw invalid(`'${name}' is not emulated locally, only ${known.join(', ')}`);
    }
    this.substitutions = new Substitutions(
      this.record('ExpressionAttributeNames'),
      this.record('ExpressionAttributeValues'),
    );
  }

  /** Of one of the values, the first by default. */
  public choice<T extends string>(name: string, values: readonly [T, ...T[]]): T {
    const given = this.members[name] ?? values[0];
    const found = values.find((value) => value === given);
    if (found !== undefined) return found;
    throw invalid(`'${name}' must be one of ${values.join(', ')}, got ${JSON.stringify(given)}`);
  }

  public item(name: 'Item' | 'Key'): Item {
    return readItem(this.members[name]);
  }

  /** Whether an item meets the call's condition; always, where it has none. */
  public condition(): (item: Item) => boolean {
    const source = this.text('ConditionExpression');
    return source === undefined ? () => true : readCondition(source, this.substitutions);
  }

  public update() {
    const source = this.text('UpdateExpression');
    return source === undefined ? undefined : readUpdate(source, this.substitutions);
  }

  /** Once all expressions are read. */
  public checkUsed(): void {
    this.substitutions.checkUsed();
  }

  private text(name: string): string | undefined {
    const value = this.members[name];
    if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
    throw invalid(`'${name}' must be a text`);
  }

  private record(name: string): Readonly<Record<string, unknown>> {
    const value = this.members[name] ?? undefined;
    if (value === undefined) return {};
    if (typeof value === 'object' && !Array.isArray(value)) {
      if (Object.keys(value).length > 0) return value as Record<string, unknown>;
      throw invalid(`${name} must not be empty`);
    }
    throw invalid(`'${name}' must be a map`);
  }
}

/** Members that change nothing but statistics of the answer, which is left without them, and the cost of a read. */
const HARMLESS = new Set(['TableName', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics', 'ConsistentRead']);
