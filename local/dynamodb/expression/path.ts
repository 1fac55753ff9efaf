import type { AttributeValue, Item } from '../attribute-value';
import { invalid } from '../fault';
import type { Substitutions } from './substitutions';
import type { Tokens } from './tokens';

/** Where a value stands in an item: names of maps, and places in lists. The first step is an attribute. */
export type DocumentPath = readonly [string, ...(string | number)[]];

/** `#a.b[0].c`. @throws DynamoDbFault */
export function readPath(tokens: Tokens, substitutions: Substitutions): DocumentPath {
  const name = (): string => {
    if (tokens.next.kind !== 'name') throw tokens.unexpected();
    return substitutions.name(tokens.take().text, tokens.kind);
  };
  const path: [string, ...(string | number)[]] = [name()];
  for (;;) {
    if (tokens.next.kind === 'index') path.push(Number(tokens.take().text));
    else if (tokens.tryTake('.')) path.push(name());
    else return path;
  }
}

export function tryResolve(item: Item, [attribute, ...steps]: DocumentPath): AttributeValue | undefined {
  return steps.reduce<AttributeValue | undefined>(
    (value, step) => {
      if (value === undefined) return undefined;
      if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined;
      return 'M' in value && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
    },
    own(item, attribute),
  );
}

/** The item with another value at the path, or none there. @throws DynamoDbFault where what is above it is missing */
export function withValue(item: Item, path: DocumentPath, value: AttributeValue | undefined): Item {
  const [attribute, ...steps] = path;
  const changed = steps.length === 0 ? value : replace(own(item, attribute), steps, value);
  return replaced(item, attribute, changed);
}

function replace(
  container: AttributeValue | undefined,
  [step, ...rest]: readonly (string | number)[],
  value: AttributeValue | undefined,
): AttributeValue | undefined {
  if (container !== undefined && 'M' in container && typeof step === 'string') {
    const member = rest.length === 0 ? value : replace(own(container.M, step), rest, value);
    return { M: replaced(container.M, step, member) };
  }
  if (container !== undefined && 'L' in container && typeof step === 'number') {
    const member = rest.length === 0 ? value : replace(container.L[step], rest, value);
    const before = container.L.slice(0, step);
    return { L: [...before, ...(member === undefined ? [] : [member]), ...container.L.slice(step + 1)] };
  }
  throw invalid('The document path provided in the update expression is invalid for update');
}

function replaced(members: Item, name: string, value: AttributeValue | undefined): Item {
  const entries = Object.entries(members).filter(([other]) => other !== name);
  return Object.fromEntries(value === undefined ? entries : [...entries, [name, value]]);
}

function own(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}
