import { type CallBudget, JavaException, type Value } from './value';

/** A `java.util.regex.Pattern`. */
export class JavaRegex {
  private static readonly cache = new Map<string, JavaRegex>();

  public static of(source: string): JavaRegex {
    let regex = JavaRegex.cache.get(source);
    if (!regex) {
      regex = new JavaRegex(source);
      if (JavaRegex.cache.size >= 500) JavaRegex.cache.clear();
      JavaRegex.cache.set(source, regex);
    }
    return regex;
  }

  private readonly global: RegExp;
  private readonly whole: RegExp;

  private constructor(source: string) {
    try {
      this.global = new RegExp(source, 'g');
      this.whole = new RegExp(`^(?:${source})$`);
    } catch (error) {
      throw new JavaException('PatternSyntaxException', error instanceof Error ? error.message : '');
    }
  }

  public matches(text: string, _budget: CallBudget): boolean {
    return this.whole.test(text);
  }

  public replace(text: string, replacement: string, all: boolean, budget: CallBudget): string {
    let done = false;
    const result = text.replace(this.global, (...match) => {
      if (done) return String(match[0]);
      done = !all;
      return expand(replacement, match);
    });
    budget.checkLength(result.length);
    return result;
  }

  public split(text: string, limit: number, _budget: CallBudget): Value[] {
    const parts: string[] = [];
    let from = 0;
    for (const match of text.matchAll(this.global)) {
      if (limit > 0 && parts.length === limit - 1) break;
      const end = match.index + match[0].length;
      if (end === 0) continue;
      parts.push(text.slice(from, match.index));
      from = end;
    }
    if (from === 0 && parts.length === 0) return [text];
    parts.push(text.slice(from));
    if (limit === 0) while (parts.length > 0 && parts.at(-1) === '') parts.pop();
    return parts;
  }
}

function expand(replacement: string, match: readonly unknown[]): string {
  return replacement.replace(/\\([^])|\$(\d)/g, (_, escaped, group) => escaped ?? String(match[Number(group)] ?? ''));
}
