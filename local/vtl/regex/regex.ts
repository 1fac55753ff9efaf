import { type CallBudget, JavaException, type Value } from '../java/value';
import { type Groups, Matcher } from './matcher';
import type { RegexNode } from './node';
import { parseRegex } from './parser';

const CACHE_SIZE = 500;

/** A `java.util.regex.Pattern`: Java's syntax and Java's results, with every step counted against the time limit. */
export class JavaRegex {
  private static readonly cache = new Map<string, JavaRegex>();

  /** Throws `JavaException` PatternSyntaxException. */
  public static of(source: string): JavaRegex {
    let regex = JavaRegex.cache.get(source);
    if (!regex) {
      regex = new JavaRegex(source);
      if (JavaRegex.cache.size >= CACHE_SIZE) JavaRegex.cache.clear();
      JavaRegex.cache.set(source, regex);
    }
    return regex;
  }

  private readonly matcher: Matcher;
  private readonly literal: string | undefined;
  private readonly groupCount: number;
  private readonly groupNames: ReadonlyMap<string, number>;

  private constructor(source: string) {
    const parsed = parseRegex(source);
    this.matcher = new Matcher(parsed);
    this.groupCount = parsed.groupCount;
    this.groupNames = parsed.groupNames;
    this.literal = literalText(parsed.root);
  }

  /** `String.matches` */
  public matches(text: string, budget: CallBudget): boolean {
    return this.matcher.matches(text, budget);
  }

  /** `String.replaceAll`, or `replaceFirst` unless `all`. */
  public replace(text: string, replacement: string, all: boolean, budget: CallBudget): string {
    if (this.literal !== undefined && !text.includes(this.literal)) return text;
    let result = '';
    let from = 0;
    for (const groups of this.find(text, budget)) {
      result += text.slice(from, groups[0]) + this.expand(replacement, text, groups);
      budget.checkLength(result.length);
      from = groups[1] ?? from;
      if (!all) break;
    }
    return result + text.slice(from);
  }

  /** `String.split` */
  public split(text: string, limit: number, budget: CallBudget): Value[] {
    const parts: string[] = [];
    let from = 0;
    for (const [start = 0, end = 0] of this.find(text, budget)) {
      if (limit > 0 && parts.length === limit - 1) break;
      // An empty match at the very beginning makes no empty first part.
      if (end === 0) continue;
      parts.push(text.slice(from, start));
      from = end;
    }
    if (parts.length === 0) return [text];
    parts.push(text.slice(from));
    if (limit === 0) while (parts.length > 0 && parts.at(-1) === '') parts.pop();
    return parts;
  }

  private *find(text: string, budget: CallBudget): Iterable<Groups> {
    for (let position = 0; position <= text.length; ) {
      const groups =
        this.literal === undefined ? this.matcher.find(text, position, budget) : this.findLiteral(text, position);
      if (!groups) return;
      yield groups;
      const [start = 0, end = 0] = groups;
      position = end === start ? end + 1 : end;
    }
  }

  private findLiteral(text: string, position: number): Groups | undefined {
    const literal = this.literal ?? '';
    const start = text.indexOf(literal, position);
    return start < 0 ? undefined : [start, start + literal.length];
  }

  /** `$1`, `${name}` and `\x` in a replacement. */
  private expand(replacement: string, text: string, groups: Groups): string {
    if (!/[\\$]/.test(replacement)) return replacement;
    let result = '';
    for (let index = 0; index < replacement.length; index++) {
      const char = replacement[index];
      if (char === '\\') {
        if (++index >= replacement.length) throw illegal('character to be escaped is missing');
        result += replacement[index];
      } else if (char === '$') {
        const { group, length } = this.groupReference(replacement.slice(index + 1));
        const [start = -1, end = -1] = groups.slice(2 * group, 2 * group + 2);
        if (start >= 0) result += text.slice(start, end);
        index += length;
      } else {
        result += char;
      }
    }
    return result;
  }

  private groupReference(rest: string): { readonly group: number; readonly length: number } {
    const name = /^\{([a-zA-Z][a-zA-Z0-9]*)\}/.exec(rest);
    if (name) {
      const group = this.groupNames.get(name[1] ?? '');
      if (group === undefined) throw illegal(`No group with name {${name[1]}}`);
      return { group, length: name[0].length };
    }
    const digits = /^\d+/.exec(rest)?.[0] ?? '';
    if (digits === '') throw illegal('Illegal group reference');
    let [group, length] = [Number(digits[0]), 1];
    while (length < digits.length && group * 10 + Number(digits[length]) <= this.groupCount) {
      group = group * 10 + Number(digits[length++]);
    }
    if (group > this.groupCount) throw new JavaException('IndexOutOfBoundsException', `No group ${group}`);
    return { group, length };
  }
}

/** The text an expression matches and nothing else, if it has one. */
function literalText(node: RegexNode): string | undefined {
  if (node.type === 'char') return node.text;
  if (node.type !== 'sequence' || node.nodes.length === 0) return undefined;
  const texts = node.nodes.map((each) => (each.type === 'char' ? each.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join('');
}

function illegal(detail: string): JavaException {
  return new JavaException('IllegalArgumentException', detail);
}
