import { type AttributeValue, readItem } from '../attribute-value';
import { invalid } from '../fault';

/** What `#names` and `:values` of a call's expressions stand for. All of them must be used. */
export class Substitutions {
  private readonly names: ReadonlyMap<string, string>;
  private readonly values: ReadonlyMap<string, AttributeValue>;
  private readonly unusedNames: Set<string>;
  private readonly unusedValues: Set<string>;

  /** @throws DynamoDbFault */
  public constructor(names: Readonly<Record<string, unknown>>, values: Readonly<Record<string, unknown>>) {
    this.names = new Map(Object.entries(names).map(([key, name]) => [key, String(name)]));
    this.values = new Map(Object.entries(readItem(values)));
    this.unusedNames = new Set(this.names.keys());
    this.unusedValues = new Set(this.values.keys());
  }

  /** @param kind Of the expression, for errors @throws DynamoDbFault */
  public name(key: string, kind: string): string {
    if (!key.startsWith('#')) return key;
    const name = this.names.get(key);
    if (name === undefined) {
      const why = 'An expression attribute name used in the document path is not defined; attribute name:';
      throw invalid(`Invalid ${kind}: ${why} ${key}`);
    }
    this.unusedNames.delete(key);
    return name;
  }

  /** @throws DynamoDbFault */
  public value(key: string, kind: string): AttributeValue {
    const value = this.values.get(key);
    if (value === undefined) {
      const why = 'An expression attribute value used in expression is not defined; attribute value:';
      throw invalid(`Invalid ${kind}: ${why} ${key}`);
    }
    this.unusedValues.delete(key);
    return value;
  }

  /** Once all expressions are read. @throws DynamoDbFault */
  public checkUsed(): void {
    for (const [what, unused] of [
      ['Names', this.unusedNames],
      ['Values', this.unusedValues],
    ] as const) {
      if (unused.size === 0) continue;
      const keys = `{${[...unused].join(', ')}}`;
      throw invalid(`Value provided in ExpressionAttribute${what} unused in expressions: keys: ${keys}`);
    }
  }
}
