import { JavaList, JavaMap, MapView } from '../java/collections';
import { isNumber, JavaDouble, toDouble } from '../java/numbers';
import type { Value } from '../java/value';
import type { Found, JsonPath, PathFunction, PathToken } from './path';

/** Evaluates `path` on `root`, or on `item` when it begins with `@`. */
export function evaluatePath(path: JsonPath, root: Value, item: Value = root): Found {
  const start = path.fromRoot ? root : item;
  if (path.definite) return walkDefinite(path.tokens, start);
  const results: Value[] = [];
  const last = path.tokens.at(-1);
  const tokens = last?.kind === 'function' ? path.tokens.slice(0, -1) : path.tokens;
  const complete = new Walk(tokens, root, results).from(start, 0, true);
  if (!complete) return undefined;
  const list = new JavaList(results, true);
  return last?.kind === 'function' ? apply(last.name, list) : list;
}

function walkDefinite(tokens: readonly PathToken[], start: Value): Found {
  let value: Found = start;
  for (let index = 0; index < tokens.length && value !== undefined; index++) {
    const token = tokens[index];
    if (token) value = step(token, value);
  }
  return value;
}

/** One step of a definite path. */
function step(token: PathToken, value: Value): Found {
  switch (token.kind) {
    case 'property':
      return value instanceof JavaMap ? properties(value, token.names) : undefined;
    case 'index':
      return value instanceof JavaList ? element(value, token.indexes[0] ?? 0) : undefined;
    case 'function':
      return apply(token.name, value);
    default:
      return undefined;
  }
}

/** One name gives its value, several a map of those that are there. */
function properties(map: JavaMap, names: readonly string[]): Found {
  const [name] = names;
  if (name !== undefined && names.length === 1) return map.find(name);
  const merged = new JavaMap();
  for (const each of names) if (map.has(each)) merged.put(each, map.get(each));
  return merged;
}

function element(list: JavaList, index: number): Found {
  return list.items[index < 0 ? index + list.items.length : index];
}

/** The search of an indefinite path. Missing parts end it as long as the path so far is definite, and are skipped after. */
class Walk {
  constructor(
    private readonly tokens: readonly PathToken[],
    private readonly root: Value,
    private readonly results: Value[],
  ) {}

  /** False when a definite beginning is missing. */
  public from(value: Value, index: number, definite: boolean): boolean {
    const token = this.tokens[index];
    if (!token) {
      this.results.push(value);
      return true;
    }
    switch (token.kind) {
      case 'scan':
        this.scan(value, index + 1);
        return true;
      case 'wildcard':
        for (const child of children(value)) this.from(child, index + 1, false);
        return true;
      case 'filter':
        this.filter(token.matches, value, index);
        return true;
      case 'slice':
        return this.several(value, index, definite, (length) => sliceIndexes(token.from, token.to, length));
      case 'index':
        if (token.indexes.length > 1) return this.several(value, index, definite, () => token.indexes);
        return this.single(token, value, index, definite);
      default:
        return this.single(token, value, index, definite);
    }
  }

  private single(token: PathToken, value: Value, index: number, definite: boolean): boolean {
    const next = step(token, value);
    return next === undefined ? !definite : this.from(next, index + 1, definite);
  }

  private several(
    value: Value,
    index: number,
    definite: boolean,
    choose: (length: number) => readonly number[],
  ): boolean {
    if (!(value instanceof JavaList)) return !definite;
    for (const position of choose(value.items.length)) {
      const item = element(value, position);
      if (item !== undefined) this.from(item, index + 1, false);
    }
    return true;
  }

  private filter(matches: (item: Value, root: Value) => boolean, value: Value, index: number): void {
    const candidates = value instanceof JavaList ? value.items : value instanceof JavaMap ? [value] : [];
    for (const item of candidates) if (matches(item, this.root)) this.from(item, index + 1, false);
  }

  /** The rest of the path on this value and on everything within it, outer before inner. */
  private scan(value: Value, index: number): void {
    if (!(value instanceof JavaMap) && !(value instanceof JavaList)) return;
    const token = this.tokens[index];
    if (token?.kind === 'filter') {
      // Objects within a list are tested as its items, not once more on their own.
      if (value instanceof JavaList) this.filter(token.matches, value, index);
    } else if (token?.kind !== 'property' || hasAll(value, token.names)) {
      this.from(value, index, false);
    }
    for (const child of children(value)) this.scan(child, index);
  }
}

function hasAll(value: Value, names: readonly string[]): boolean {
  return value instanceof JavaMap && names.every((name) => value.has(name));
}

function children(value: Value): Iterable<Value> {
  if (value instanceof JavaList) return value.items;
  return value instanceof JavaMap ? value.entries().map((entry) => entry.value) : [];
}

function sliceIndexes(from: number | undefined, to: number | undefined, length: number): number[] {
  const bound = (position: number) => Math.max(0, Math.min(length, position < 0 ? position + length : position));
  const [start, end] = [bound(from ?? 0), bound(to ?? length)];
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}

function apply(name: PathFunction, value: Value): Found {
  switch (name) {
    case 'length':
    case 'size':
      if (value instanceof JavaList) return value.items.length;
      if (value instanceof JavaMap) return value.size;
      return typeof value === 'string' ? value.length : null;
    case 'keys':
      return value instanceof JavaMap ? new MapView(value, 'keys') : null;
    case 'first':
      return value instanceof JavaList ? (value.items[0] ?? undefined) : undefined;
    case 'last':
      return value instanceof JavaList ? (value.items.at(-1) ?? undefined) : undefined;
    default: {
      const numbers = value instanceof JavaList ? value.items.filter(isNumber).map(toDouble) : [];
      return numbers.length === 0 ? undefined : new JavaDouble(AGGREGATES[name](numbers));
    }
  }
}

const AGGREGATES: {
  readonly [name in 'min' | 'max' | 'avg' | 'sum' | 'stddev']: (numbers: readonly number[]) => number;
} = {
  min: (numbers) => numbers.reduce((a, b) => Math.min(a, b)),
  max: (numbers) => numbers.reduce((a, b) => Math.max(a, b)),
  sum,
  avg: (numbers) => sum(numbers) / numbers.length,
  stddev: (numbers) => {
    const mean = sum(numbers) / numbers.length;
    return Math.sqrt(sum(numbers.map((number) => number * number)) / numbers.length - mean * mean);
  },
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
