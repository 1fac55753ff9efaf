import type { AttributeValue, Item } from '../attribute-value';
import { addNumbers } from '../decimal';
import { invalid } from '../fault';
import { type DocumentPath, readPath, tryResolve, withValue } from './path';
import type { Substitutions } from './substitutions';
import { Tokens } from './tokens';

/** What an `UpdateExpression` makes of an item. @throws DynamoDbFault */
export interface Update {
  /** The attributes it changes. */
  readonly attributes: readonly string[];
  apply(item: Item): Item;
}

type Operand = (item: Item) => AttributeValue;
type Action = (before: Item, after: Item) => Item;

const KEYWORDS = ['SET', 'REMOVE', 'ADD', 'DELETE'];

/**
 * Reads an `UpdateExpression`: `SET` with sums, `if_not_exists` and `list_append`, `REMOVE`, and `ADD` of numbers.
 * `DELETE`, and `ADD` to a set, are not emulated and say so.
 *
 * Source: DynamoDB developer guide, "Update expressions"
 *
 * @throws DynamoDbFault ValidationException
 */
export function readUpdate(source: string, substitutions: Substitutions): Update {
  return new UpdateReader(new Tokens(source, 'UpdateExpression'), substitutions).whole();
}

class UpdateReader {
  private readonly actions: Action[] = [];
  private readonly removals: DocumentPath[] = [];
  private readonly paths: DocumentPath[] = [];

  public constructor(
    private readonly tokens: Tokens,
    private readonly substitutions: Substitutions,
  ) {}

  public whole(): Update {
    const { actions, paths, removals, tokens } = this;
    const seen = new Set<string>();
    do {
      const keyword = tokens.take().text.toUpperCase();
      if (seen.has(keyword)) {
        const why = `The "${keyword}" section can only be used once in an update expression;`;
        throw invalid(`Invalid UpdateExpression: ${why}`);
      }
      seen.add(keyword);
      do this.action(keyword);
      while (tokens.tryTake(','));
    } while (KEYWORDS.includes(tokens.next.text.toUpperCase()));
    if (tokens.next.kind !== 'end') throw tokens.unexpected();
    checkApart(paths);
    // From the end of a list on, since what is removed moves those behind it; paths name places as they were.
    const last = [...removals].sort(fromTheEnd);
    return {
      attributes: paths.map(([attribute]) => attribute),
      // Operands see the item as it was before.
      apply: (item) =>
        last.reduce(
          (changed, path) => (tryResolve(changed, path) === undefined ? changed : withValue(changed, path, undefined)),
          actions.reduce((changed, action) => action(item, changed), item),
        ),
    };
  }

  private action(keyword: string): void {
    if (keyword === 'DELETE') throw invalid('DELETE of an update expression is not emulated locally');
    if (!KEYWORDS.includes(keyword)) throw this.tokens.unexpected();
    const path = readPath(this.tokens, this.substitutions);
    this.paths.push(path);
    if (keyword === 'REMOVE') {
      this.removals.push(path);
      return;
    }
    if (keyword === 'SET') this.tokens.expect('=');
    const value = keyword === 'SET' ? this.value() : this.sum(path);
    this.actions.push((before, after) => withValue(after, path, value(before)));
  }

  /** `ADD path :number`: what is missing counts as 0. */
  private sum(path: DocumentPath): Operand {
    const added = this.operand();
    return (item) => {
      const value = tryResolve(item, path) ?? { N: '0' };
      const more = added(item);
      if ('N' in value && 'N' in more) return { N: addNumbers(value.N, more.N) };
      throw invalid('ADD to anything but a number is not emulated locally');
    };
  }

  private value(): Operand {
    const left = this.operand();
    const sign = this.tokens.tryTake('+') ? 1n : this.tokens.tryTake('-') ? -1n : undefined;
    if (sign === undefined) return left;
    const right = this.operand();
    return (item) => {
      const [one, other] = [left(item), right(item)];
      if ('N' in one && 'N' in other) return { N: addNumbers(one.N, other.N, sign) };
      throw invalid('An operand in the update expression has an incorrect data type');
    };
  }

  private operand(): Operand {
    const { tokens, substitutions } = this;
    if (tokens.next.kind === 'value') {
      const value = substitutions.value(tokens.take().text, tokens.kind);
      return () => value;
    }
    if (tokens.isCall) return this.call();
    const path = readPath(tokens, substitutions);
    return (item) => {
      const value = tryResolve(item, path);
      if (value !== undefined) return value;
      throw invalid('The provided expression refers to an attribute that does not exist in the item');
    };
  }

  private call(): Operand {
    const { tokens } = this;
    const name = tokens.take().text;
    if (name !== 'if_not_exists' && name !== 'list_append') {
      throw invalid(`Invalid UpdateExpression: Invalid function name; function: ${name}`);
    }
    tokens.expect('(');
    const path = name === 'if_not_exists' ? readPath(tokens, this.substitutions) : undefined;
    const first = path === undefined ? this.operand() : undefined;
    tokens.expect(',');
    const second = this.operand();
    tokens.expect(')');
    if (path !== undefined) return (item) => tryResolve(item, path) ?? second(item);
    return (item) => {
      const [one, other] = [first?.(item), second(item)];
      if (one !== undefined && 'L' in one && 'L' in other) return { L: [...one.L, ...other.L] };
      throw invalid('An operand in the update expression has an incorrect data type');
    };
  }
}

/** Of two places in one list, the later one first. */
function fromTheEnd(one: DocumentPath, other: DocumentPath): number {
  const at = one.findIndex((step, place) => step !== other[place]);
  const [first, second] = [one[at], other[at]];
  return typeof first === 'number' && typeof second === 'number' ? second - first : 0;
}

/** No path may lie within another. */
function checkApart(paths: readonly DocumentPath[]): void {
  for (const [index, path] of paths.entries()) {
    for (const other of paths.slice(index + 1)) {
      const shared = Math.min(path.length, other.length);
      if (path.slice(0, shared).some((step, at) => step !== other[at])) continue;
      const [one, two] = [path, other].map((each) => `[${each.join(', ')}]`);
      const why = 'Two document paths overlap with each other; must remove or rewrite one of these paths; path one:';
      throw invalid(`Invalid UpdateExpression: ${why} ${one}, path two: ${two}`);
    }
  }
}
