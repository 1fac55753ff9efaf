import {
  END,
  END_OR_LAST_LINE,
  LAST_MATCH,
  LINE_END,
  LINE_START,
  NO_WORD_BOUNDARY,
  START,
  WORD_BOUNDARY,
} from './assertions';
import { charRange, isLineTerminator, not } from './char-class';
import { ClassReader } from './class-reader';
import { withFlags } from './flags';
import type { Assertion, Mode, ParsedRegex, RegexNode } from './node';

const ESCAPED_ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ['b', WORD_BOUNDARY],
  ['B', NO_WORD_BOUNDARY],
  ['A', START],
  ['z', END],
  ['Z', END_OR_LAST_LINE],
  ['G', LAST_MATCH],
]);

/** Parses a pattern in the syntax of `java.util.regex.Pattern`. Throws `JavaException` PatternSyntaxException. */
export function parseRegex(source: string): ParsedRegex {
  return new RegexParser(source).parse();
}

class RegexParser extends ClassReader {
  private groupCount = 0;
  private readonly groupNames = new Map<string, number>();

  public parse(): ParsedRegex {
    const root = this.choice();
    if (this.position < this.source.length) return this.fail("Unmatched closing ')'");
    return { root, groupCount: this.groupCount, groupNames: this.groupNames };
  }

  private choice(): RegexNode {
    const { flags } = this;
    const options = [this.sequence()];
    while (this.take('|')) options.push(this.sequence());
    this.flags = flags;
    const [first] = options;
    return first && options.length === 1 ? first : { type: 'choice', options };
  }

  private sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    for (;;) {
      if (this.flags.comments) this.skipComments();
      if (this.position >= this.source.length || this.char === '|' || this.char === ')') break;
      if (this.take('\\Q')) {
        nodes.push(...this.quoted());
        continue;
      }
      const atom = this.atom();
      if (atom) nodes.push(this.quantified(atom));
    }
    const [first] = nodes;
    return first && nodes.length === 1 ? first : { type: 'sequence', nodes };
  }

  private skipComments(): void {
    const match = /(?:[ \t\n\v\f\r]|#[^\n]*)*/y;
    match.lastIndex = this.position;
    match.test(this.source);
    this.position = match.lastIndex;
  }

  private quoted(): RegexNode[] {
    const end = this.source.indexOf('\\E', this.position);
    const text = this.source.slice(this.position, end < 0 ? undefined : end);
    this.position = end < 0 ? this.source.length : end + 2;
    const nodes = [...text].map((char) => this.literal(char.codePointAt(0) ?? 0));
    const last = nodes.pop();
    return last ? [...nodes, this.quantified(last)] : [];
  }

  private literal(code: number): RegexNode {
    const test = charRange(code, code, this.flags.ignoreCase);
    return this.flags.ignoreCase ? { type: 'char', test } : { type: 'char', test, text: String.fromCodePoint(code) };
  }

  private quantified(node: RegexNode): RegexNode {
    let result = node;
    for (;;) {
      const bounds = this.bounds();
      if (!bounds) return result;
      const mode: Mode = this.take('?') ? 'lazy' : this.take('+') ? 'possessive' : 'greedy';
      result = { type: 'repeat', node: result, min: bounds[0], max: bounds[1], mode };
    }
  }

  private bounds(): readonly [min: number, max: number] | undefined {
    if (this.take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.take('?')) return [0, 1];
    if (this.char !== '{') return undefined;
    const match = /\{(\d{1,9})(,(\d{1,9})?)?\}/y;
    match.lastIndex = this.position;
    const found = match.exec(this.source);
    if (!found) return this.fail('Illegal repetition');
    this.position += found[0].length;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === undefined ? Number.POSITIVE_INFINITY : Number(found[3]);
    return max < min ? this.fail('Illegal repetition range') : [min, max];
  }

  private atom(): RegexNode | undefined {
    switch (this.char) {
      case '(':
        return this.group();
      case '[':
        return { type: 'char', test: this.charClass() };
      case '.': {
        this.position++;
        return { type: 'char', test: this.flags.dotAll ? () => true : not(isLineTerminator) };
      }
      case '^':
        this.position++;
        return { type: 'assertion', holds: this.flags.multiline ? LINE_START : START };
      case '$':
        this.position++;
        return { type: 'assertion', holds: this.flags.multiline ? LINE_END : END_OR_LAST_LINE };
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        return this.fail(`Dangling meta character '${this.char}'`);
      case '{':
        return this.fail('Illegal repetition');
      default: {
        const code = this.source.codePointAt(this.position) ?? 0;
        this.position += code > 0xffff ? 2 : 1;
        return this.literal(code);
      }
    }
  }

  private escape(): RegexNode {
    const next = this.source[this.position + 1] ?? '';
    const holds = ESCAPED_ASSERTIONS.get(next);
    if (holds) {
      this.position += 2;
      return { type: 'assertion', holds };
    }
    if (next === 'R') {
      this.position += 2;
      return parseRegex('(?>\\r\\n|[\\n\\x0b\\f\\r\\x85\\u2028\\u2029])').root;
    }
    if (/[1-9]/.test(next)) return this.backreference();
    if (next === 'k') return this.namedReference();
    const test = this.escapedClass();
    if (test) return { type: 'char', test };
    return this.literal(this.escapedCode());
  }

  /** `\11` is group 11 where there are that many, else group 1 and a digit. */
  private backreference(): RegexNode {
    this.position++;
    let index = Number(this.char);
    this.position++;
    while (/\d/.test(this.char) && index * 10 + Number(this.char) <= this.groupCount) {
      index = index * 10 + Number(this.char);
      this.position++;
    }
    return { type: 'backreference', index, ignoreCase: this.flags.ignoreCase };
  }

  private namedReference(): RegexNode {
    const match = /\\k<([a-zA-Z][a-zA-Z0-9]*)>/y;
    match.lastIndex = this.position;
    const name = match.exec(this.source)?.[1];
    const index = name === undefined ? undefined : this.groupNames.get(name);
    if (index === undefined) return this.fail('named capturing group is missing');
    this.position = match.lastIndex;
    return { type: 'backreference', index, ignoreCase: this.flags.ignoreCase };
  }

  private group(): RegexNode {
    this.position++;
    if (!this.take('?')) return this.capture(undefined);
    if (this.take(':')) return this.closed(this.choice());
    if (this.take('>')) return { type: 'atomic', node: this.closed(this.choice()) };
    for (const [opening, behind, negative] of LOOKS) {
      if (this.take(opening)) return { type: 'look', node: this.closed(this.choice()), behind, negative };
    }
    if (this.take('<')) {
      const name = /^[a-zA-Z][a-zA-Z0-9]*(?=>)/.exec(this.source.slice(this.position))?.[0];
      if (name === undefined) return this.fail('Unknown look-behind group');
      this.position += name.length + 1;
      return this.capture(name);
    }
    return this.inlineFlags();
  }

  private capture(name: string | undefined): RegexNode {
    const index = ++this.groupCount;
    if (name !== undefined) {
      if (this.groupNames.has(name)) this.fail(`Named capturing group <${name}> is already defined`);
      this.groupNames.set(name, index);
    }
    return { type: 'group', node: this.closed(this.choice()), index };
  }

  private closed(node: RegexNode): RegexNode {
    return this.take(')') ? node : this.fail('Unclosed group');
  }

  /** `(?i)` to the end of the group it is in, `(?i:…)` for its own content. */
  private inlineFlags(): RegexNode {
    const match = /([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y;
    match.lastIndex = this.position;
    const [text, on, off, end] = match.exec(this.source) ?? [];
    if (text === undefined) return this.fail('Unknown inline modifier');
    this.position += text.length;
    const before = this.flags;
    this.flags = withFlags(withFlags(before, on ?? '', true), off ?? '', false);
    if (end === ')') return { type: 'sequence', nodes: [] };
    const node = this.closed(this.choice());
    this.flags = before;
    return node;
  }
}

const LOOKS = [
  ['=', false, false],
  ['!', false, true],
  ['<=', true, false],
  ['<!', true, true],
] as const;
