import { JavaException } from '../java/value';
import { all, any, charRange, ESCAPED_CLASSES, namedClass, not } from './char-class';
import { readEscape } from './escapes';
import { type Flags, NO_FLAGS } from './flags';
import type { CharTest } from './node';

/** Reads the character classes of a pattern, from where the parser of the whole stands. */
export class ClassReader {
  protected position = 0;
  protected flags: Flags = NO_FLAGS;

  constructor(protected readonly source: string) {}

  protected get char(): string {
    return this.source[this.position] ?? '';
  }

  protected fail(reason: string): never {
    throw new JavaException('PatternSyntaxException', `${reason} near index ${this.position} of ${this.source}`);
  }

  protected take(text: string): boolean {
    if (!this.source.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** `[…]` with ranges, nested classes and intersections. */
  protected charClass(): CharTest {
    this.position++;
    const negated = this.take('^');
    const parts: CharTest[][] = [[]];
    for (let first = true; this.char !== ']' || first; first = false) {
      if (this.position >= this.source.length) return this.fail('Unclosed character class');
      if (this.take('&&')) parts.push([]);
      else if (this.char === '[') parts.at(-1)?.push(this.charClass());
      else parts.at(-1)?.push(this.classItem());
    }
    this.position++;
    const test = all(...parts.filter((tests) => tests.length > 0).map((tests) => any(...tests)));
    return negated ? not(test) : test;
  }

  private classItem(): CharTest {
    if (this.char === '\\') {
      const test = this.escapedClass();
      if (test) return test;
    }
    const from = this.classCode();
    if (this.char !== '-' || /[\][]/.test(this.source[this.position + 1] ?? ']'))
      return charRange(from, from, this.flags.ignoreCase);
    this.position++;
    const to = this.classCode();
    return to < from ? this.fail('Illegal character range') : charRange(from, to, this.flags.ignoreCase);
  }

  private classCode(): number {
    if (this.char === '\\') return this.escapedCode();
    const code = this.source.codePointAt(this.position) ?? this.fail('Unclosed character class');
    this.position += code > 0xffff ? 2 : 1;
    return code;
  }

  /** `\d` and its kind, `\p{…}`; undefined and unmoved for other escapes. */
  protected escapedClass(): CharTest | undefined {
    const match = /\\(?:([dDwWsShHvV])|([pP])(?:\{(\^?)([^}]*)\}|([A-Za-z])))/y;
    match.lastIndex = this.position;
    const [text, short, negated, , name, letter] = match.exec(this.source) ?? [];
    if (text === undefined) return undefined;
    this.position += text.length;
    if (short !== undefined) return ESCAPED_CLASSES.get(short);
    const test = namedClass(name ?? letter ?? '') ?? this.fail(`Unknown character property name {${name ?? letter}}`);
    return negated === 'P' ? not(test) : test;
  }

  protected escapedCode(): number {
    const found = readEscape(this.source, this.position);
    if (!found) return this.fail('Illegal/unsupported escape sequence');
    this.position += found.length;
    return found.code;
  }
}
