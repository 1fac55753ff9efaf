import { type AttributeValue, type Item, isEqual, tryCompare, trySize, typeOf } from '../attribute-value';
import { invalid } from '../fault';
import { readPath, tryResolve } from './path';
import type { Substitutions } from './substitutions';
import { Tokens } from './tokens';

/** Whether an item meets a condition; where there is no item, an empty one is asked. */
export type Condition = (item: Item) => boolean;

/** Operands of IN. Source: DynamoDB developer guide, as below. */
const MAX_MEMBERS = 100;

/** A value of the expression or of the item; undefined where the item does not have it. */
type Operand = (item: Item) => AttributeValue | undefined;

/**
 * Reads a `ConditionExpression`.
 *
 * Source: DynamoDB developer guide, "Condition and filter expressions, operators, and functions"
 *
 * @throws DynamoDbFault ValidationException
 */
export function readCondition(source: string, substitutions: Substitutions): Condition {
  const reader = new ConditionReader(new Tokens(source, 'ConditionExpression'), substitutions);
  return reader.whole();
}

const COMPARATORS: { readonly [symbol: string]: (order: number) => boolean } = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

class ConditionReader {
  public constructor(
    private readonly tokens: Tokens,
    private readonly substitutions: Substitutions,
  ) {}

  public whole(): Condition {
    const condition = this.either();
    if (this.tokens.next.kind !== 'end') throw this.tokens.unexpected();
    return condition;
  }

  /** OR binds less than AND, and that less than NOT. */
  private either(): Condition {
    const parts = [this.all()];
    while (this.tokens.tryTake('OR')) parts.push(this.all());
    return (item) => parts.some((part) => part(item));
  }

  private all(): Condition {
    const parts = [this.one()];
    while (this.tokens.tryTake('AND')) parts.push(this.one());
    return (item) => parts.every((part) => part(item));
  }

  private one(): Condition {
    if (this.tokens.tryTake('NOT')) {
      const negated = this.one();
      return (item) => !negated(item);
    }
    if (this.tokens.tryTake('(')) {
      const inner = this.either();
      this.tokens.expect(')');
      return inner;
    }
    if (this.tokens.isCall && this.tokens.next.text !== 'size') return this.call();
    return this.comparison(this.operand());
  }

  private comparison(left: Operand): Condition {
    const { tokens } = this;
    if (tokens.tryTake('BETWEEN')) {
      const bounds = tokens.ahead(3);
      const lower = this.operand();
      tokens.expect('AND');
      const upper = this.operand();
      if (bounds.every(({ kind, text }) => kind === 'value' || text.toUpperCase() === 'AND')) checkBounds(lower, upper);
      return (item) => isOrdered(lower(item), left(item)) && isOrdered(left(item), upper(item));
    }
    if (tokens.tryTake('IN')) {
      tokens.expect('(');
      const members = [this.operand()];
      while (tokens.tryTake(',')) members.push(this.operand());
      tokens.expect(')');
      if (members.length > MAX_MEMBERS) {
        throw invalid(`Invalid ${tokens.kind}: The IN operator takes at most ${MAX_MEMBERS} operands`);
      }
      return (item) => members.some((member) => areEqual(left(item), member(item)));
    }
    const { text } = tokens.next;
    const order = Object.hasOwn(COMPARATORS, text) ? COMPARATORS[text] : undefined;
    if (order === undefined && text !== '=' && text !== '<>') throw tokens.unexpected();
    tokens.take();
    const right = this.operand();
    if (text === '=') return (item) => areEqual(left(item), right(item));
    if (text === '<>') return (item) => !areEqual(left(item), right(item));
    return (item) => {
      const [one, other] = [left(item), right(item)];
      const result = one === undefined || other === undefined ? undefined : tryCompare(one, other);
      return result !== undefined && order?.(result) === true;
    };
  }

  private operand(): Operand {
    const { tokens, substitutions } = this;
    if (tokens.next.kind === 'value') {
      const value = substitutions.value(tokens.take().text, tokens.kind);
      return () => value;
    }
    if (tokens.isCall && tokens.next.text === 'size') {
      tokens.take();
      tokens.expect('(');
      const path = readPath(tokens, substitutions);
      tokens.expect(')');
      return (item) => {
        const value = tryResolve(item, path);
        const size = value === undefined ? undefined : trySize(value);
        return size === undefined ? undefined : { N: String(size) };
      };
    }
    const path = readPath(tokens, substitutions);
    return (item) => tryResolve(item, path);
  }

  private call(): Condition {
    const { tokens } = this;
    const name = tokens.take().text;
    const test = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (test === undefined) throw invalid(`Invalid ${tokens.kind}: Invalid function name; function: ${name}`);
    tokens.expect('(');
    const path = readPath(tokens, this.substitutions);
    const hasArgument = tokens.tryTake(',');
    const argument = hasArgument ? this.operand() : () => undefined;
    tokens.expect(')');
    const wanted = name.startsWith('attribute_') && name !== 'attribute_type' ? 1 : 2;
    if (hasArgument !== (wanted === 2)) {
      const why = `Incorrect number of operands for operator or function; operator or function: ${name}`;
      throw invalid(`Invalid ${tokens.kind}: ${why}, number of operands: ${hasArgument ? 2 : 1}`);
    }
    return (item) => test(tryResolve(item, path), argument(item));
  }
}

const FUNCTIONS: {
  readonly [name: string]: (value: AttributeValue | undefined, argument: AttributeValue | undefined) => boolean;
} = {
  attribute_exists: (value) => value !== undefined,
  attribute_not_exists: (value) => value === undefined,
  attribute_type: (value, type) => value !== undefined && type !== undefined && 'S' in type && typeOf(value) === type.S,
  begins_with: (value, prefix) => {
    if (value === undefined || prefix === undefined) return false;
    if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
    if (!('B' in value && 'B' in prefix)) return false;
    const bytes = Buffer.from(prefix.B, 'base64');
    return Buffer.from(value.B, 'base64').subarray(0, bytes.length).equals(bytes);
  },
  contains: (value, part) => {
    if (value === undefined || part === undefined) return false;
    if ('S' in value) return 'S' in part && value.S.includes(part.S);
    if ('SS' in value) return 'S' in part && value.SS.includes(part.S);
    if ('NS' in value) return 'N' in part && value.NS.includes(part.N);
    if ('BS' in value) return 'B' in part && value.BS.includes(part.B);
    return 'L' in value && value.L.some((member) => isEqual(member, part));
  },
};

function areEqual(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return one !== undefined && other !== undefined && isEqual(one, other);
}

function isOrdered(lower: AttributeValue | undefined, upper: AttributeValue | undefined): boolean {
  const order = lower === undefined || upper === undefined ? undefined : tryCompare(lower, upper);
  return order !== undefined && order <= 0;
}

/** Bounds that are both values of the call are known before there is an item. */
function checkBounds(lower: Operand, upper: Operand): void {
  const [least, most] = [lower({}), upper({})];
  if (least === undefined || most === undefined || isOrdered(least, most)) return;
  const written = (value: AttributeValue) => `AttributeValue: {${Object.entries(value).flat().join(':')}}`;
  throw invalid(
    'Invalid ConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ' +
      `lower bound operand: ${written(least)}, upper bound operand: ${written(most)}`,
  );
}
