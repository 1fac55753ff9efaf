import { JavaList, JavaMap } from '../java/collections';
import { compareNumbers } from '../java/math';
import { isNumber } from '../java/numbers';
import { javaEquals, textOf } from '../java/text';
import type { Value } from '../java/value';
import { parseJson } from '../json/parse';
import { JavaRegex } from '../regex/regex';
import { invalidPath, jsonPath } from './compile';
import { evaluatePath } from './evaluate';
import type { Found, Predicate } from './path';

type Operand = (item: Value, root: Value) => Found;

/** Compiles what stands between the parentheses of `[?(…)]`. */
export function compileFilter(text: string, source: string): Predicate {
  return new FilterParser(text, source).parse();
}

const OPERATORS: ReadonlyMap<string, (left: Found, right: Found) => boolean> = new Map([
  ['==', (left, right) => same(left, right)],
  ['===', (left, right) => same(left, right)],
  ['!=', (left, right) => !same(left, right)],
  ['!==', (left, right) => !same(left, right)],
  ['<', ordered((order) => order < 0)],
  ['<=', ordered((order) => order <= 0)],
  ['>', ordered((order) => order > 0)],
  ['>=', ordered((order) => order >= 0)],
  ['in', (left, right) => right instanceof JavaList && right.items.some((item) => same(left, item))],
  ['nin', (left, right) => !(right instanceof JavaList) || !right.items.some((item) => same(left, item))],
  ['anyof', (left, right) => itemsOf(left).some((item) => itemsOf(right).some((other) => same(item, other)))],
  ['noneof', (left, right) => !itemsOf(left).some((item) => itemsOf(right).some((other) => same(item, other)))],
  ['subsetof', (left, right) => itemsOf(left).every((item) => itemsOf(right).some((other) => same(item, other)))],
  ['all', (left, right) => itemsOf(right).every((item) => itemsOf(left).some((other) => same(item, other)))],
  ['contains', contains],
  ['size', (left, right) => sizeOf(left) === right],
  ['empty', (left, right) => (sizeOf(left) === 0) === right],
  ['=~', matches],
]);

class FilterParser {
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly source: string,
  ) {}

  public parse(): Predicate {
    const predicate = this.or();
    this.space();
    if (this.position < this.text.length) this.fail();
    return predicate;
  }

  private fail(): never {
    return invalidPath(this.source, `cannot read the filter at '${this.text.slice(this.position)}'`);
  }

  private space(): void {
    while (this.text[this.position] === ' ') this.position++;
  }

  private take(pattern: RegExp): string | undefined {
    this.space();
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.position += match.length;
    return match;
  }

  private or(): Predicate {
    let left = this.and();
    while (this.take(/\|\|/y)) {
      const [a, b] = [left, this.and()];
      left = (item, root) => a(item, root) || b(item, root);
    }
    return left;
  }

  private and(): Predicate {
    let left = this.term();
    while (this.take(/&&/y)) {
      const [a, b] = [left, this.term()];
      left = (item, root) => a(item, root) && b(item, root);
    }
    return left;
  }

  private term(): Predicate {
    if (this.take(/!(?!=)/y)) {
      const inner = this.term();
      return (item, root) => !inner(item, root);
    }
    if (this.take(/\(/y)) {
      const inner = this.or();
      if (!this.take(/\)/y)) this.fail();
      return inner;
    }
    return this.comparison();
  }

  private comparison(): Predicate {
    const left = this.operand();
    const name = this.take(/===|!==|==|!=|<=|>=|=~|<|>|[a-zA-Z]+\b/y);
    if (name === undefined) return (item, root) => left(item, root) !== undefined;
    const operator = OPERATORS.get(name.toLowerCase()) ?? this.fail();
    const right = this.operand();
    return (item, root) => operator(left(item, root), right(item, root));
  }

  private operand(): Operand {
    const path = this.take(
      /[@$](?:\.?\.?[^.[\]\s()=!<>&|~,]+\(\)|\.?\.?[^.[\]\s()=!<>&|~,]+|\[(?:'[^']*'|"[^"]*"|[^\]])*\])*/y,
    );
    if (path !== undefined) {
      const compiled = jsonPath(path);
      return (item, root) => evaluatePath(compiled, root, item);
    }
    const regex = this.take(/\/(?:[^/\\]|\\[\s\S])*\/[a-zA-Z]*/y);
    if (regex !== undefined) return constant(pattern(regex));
    const literal = this.take(
      /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|\[[^\]]*\]|\{[^}]*\}/y,
    );
    if (literal === undefined) return this.fail();
    return constant(parseJson(literal));
  }
}

function constant(value: Value): Operand {
  return () => value;
}

/** `/regex/flags` as an inline-flag regular expression. */
function pattern(text: string): string {
  const end = text.lastIndexOf('/');
  const flags = text.slice(end + 1);
  return (flags === '' ? '' : `(?${flags})`) + text.slice(1, end);
}

function same(left: Found, right: Found): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
  return javaEquals(left, right);
}

function ordered(accept: (order: number) => boolean): (left: Found, right: Found) => boolean {
  return (left, right) => {
    if (left !== null && right !== null && isNumber(left) && isNumber(right))
      return accept(compareNumbers(left, right));
    if (typeof left !== 'string' || typeof right !== 'string') return false;
    return accept(left < right ? -1 : left > right ? 1 : 0);
  };
}

function itemsOf(value: Found): readonly Value[] {
  return value instanceof JavaList ? value.items : [];
}

function sizeOf(value: Found): number | undefined {
  if (value instanceof JavaList) return value.items.length;
  if (value instanceof JavaMap) return value.size;
  return typeof value === 'string' ? value.length : undefined;
}

function contains(left: Found, right: Found): boolean {
  if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
  return itemsOf(left).some((item) => same(item, right));
}

function matches(left: Found, right: Found): boolean {
  if (typeof right !== 'string' || left === undefined || left === null) return false;
  return JavaRegex.of(right).matches(textOf(left), FREE);
}

/** Filters run on bodies the gateway has bounded already. */
const FREE = { spend: () => {}, checkLength: () => {} };
