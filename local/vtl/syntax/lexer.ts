import { UnplacedError } from '../errors';
import { LEX_RULES } from './lexer-rules';
import { Kind, LexState, type Token } from './token';

interface SavedState {
  readonly lparen: number;
  readonly rparen: number;
  readonly state: number;
}

/**
 * Velocity 1.7's token manager: the longest match of the rules of the current state, where the actions of tokens
 * switch the state. The parser drives it too, so tokens are made one at a time and only when asked for.
 */
export class Lexer {
  /** True between `#set(` and its `)`; the parser clears it. */
  public inSet = false;
  /** Where the next token begins, as an offset into the source. */
  public offset = 0;
  private state: number = LexState.DEFAULT;
  private readonly saved: SavedState[] = [];
  private lparen = 0;
  private rparen = 0;
  private inComment = false;

  constructor(private readonly source: string) {}

  /** The next token; of kind EOF at the end. */
  public next(): Token {
    const specials: string[] = [];
    for (;;) {
      const begin = this.offset;
      if (begin >= this.source.length) return { kind: Kind.EOF, image: '', offset: begin, specials };
      const kind = this.match();
      if (kind === Kind.COMMENT_CHARACTER) {
        this.skipComment();
        continue;
      }
      if (kind === Kind.REFERENCE_TERMINATOR || kind === Kind.DIRECTIVE_TERMINATOR) {
        specials.push(this.source.slice(begin, this.offset));
        this.offset--;
        this.popState();
        continue;
      }
      const image = this.source.slice(begin, this.offset);
      const token: Token = { kind, image, offset: begin, specials };
      this.act(token);
      return token;
    }
  }

  public switchTo(state: number): void {
    this.state = state;
  }

  public popState(): boolean {
    const saved = this.saved.pop();
    if (!saved) {
      this.lparen = 0;
      this.state = LexState.DEFAULT;
      return false;
    }
    this.lparen = saved.lparen;
    this.rparen = saved.rparen;
    this.state = saved.state;
    return true;
  }

  /** True if white space and a `(` follow. */
  public atLeftParenthesis(): boolean {
    const pattern = /[ \n\r\t]*\(/y;
    pattern.lastIndex = this.offset;
    return pattern.test(this.source);
  }

  /** Matches one token that is no opener; openers before it become part of it. */
  private match(): number {
    for (;;) {
      const kind = this.longestMatch();
      if (kind === Kind.TEXTBLOCK_CHARACTER) this.skipTextblock();
      else if (OPENERS.has(kind)) this.open(kind);
      else return kind;
      if (this.offset >= this.source.length) this.fail('unexpected end of the template');
    }
  }

  private longestMatch(): number {
    let longest = 0;
    let kind = -1;
    for (const rule of LEX_RULES[this.state] ?? []) {
      rule.pattern.lastIndex = this.offset;
      if (!rule.pattern.test(this.source)) continue;
      const length = rule.pattern.lastIndex - this.offset;
      if (length > longest) {
        longest = length;
        kind = rule.kind;
      }
    }
    if (kind < 0) this.fail(`unexpected '${this.source[this.offset] ?? ''}'`);
    this.offset += longest;
    return kind;
  }

  private fail(message: string): never {
    throw new UnplacedError('SYNTAX', message);
  }

  private pushState(): void {
    this.saved.push({ lparen: this.lparen, rparen: this.rparen, state: this.state });
    this.lparen = 0;
  }

  private open(kind: number): void {
    if (this.inComment) return;
    if (kind === Kind.DOLLAR || kind === Kind.DOLLARBANG) {
      if (this.state === LexState.REFERENCE) this.popState();
      this.enter(LexState.REFERENCE);
    } else if (kind === Kind.HASH) {
      if (this.state === LexState.REFERENCE || this.state === LexState.REFMODIFIER) this.popState();
      this.enter(LexState.PRE_DIRECTIVE);
    } else {
      if (kind === Kind.FORMAL_COMMENT_START) this.offset--;
      this.inComment = true;
      this.enter(COMMENT_STATES.get(kind) ?? LexState.IN_MULTI_LINE_COMMENT);
    }
  }

  private enter(state: number): void {
    this.pushState();
    this.state = state;
  }

  private act(token: Token): void {
    switch (token.kind) {
      case Kind.INDEX_LBRACKET:
        this.enter(LexState.REFINDEX);
        return;
      case Kind.LPAREN:
        this.openParenthesis();
        return;
      case Kind.RPAREN:
        this.closeParenthesis();
        return;
      case Kind.REFMOD2_RPAREN:
        this.state = LexState.REFERENCE;
        return;
      case Kind.SET_DIRECTIVE:
        if (this.inComment) return;
        this.enter(LexState.DIRECTIVE);
        this.inSet = true;
        this.lparen++;
        return;
      case Kind.SINGLE_LINE_COMMENT_START:
        if (this.inComment) return;
        if (this.state === LexState.REFERENCE) this.popState();
        this.inComment = true;
        this.enter(LexState.IN_SINGLE_LINE_COMMENT);
        return;
      case Kind.SINGLE_LINE_COMMENT:
      case Kind.FORMAL_COMMENT:
      case Kind.MULTI_LINE_COMMENT:
      case Kind.TEXTBLOCK:
        this.inComment = false;
        this.popState();
        return;
      case Kind.STRING_LITERAL:
        if (this.state === LexState.DIRECTIVE && !this.inSet && this.lparen === 0) this.popState();
        return;
      case Kind.NEWLINE:
        this.popState();
        this.inSet = false;
        return;
      case Kind.END:
      case Kind.ELSE_DIRECTIVE:
      case Kind.RCURLY:
      case Kind.INDEX_RBRACKET:
        this.popState();
        return;
      case Kind.IF_DIRECTIVE:
      case Kind.ELSEIF_DIRECTIVE:
        this.state = LexState.DIRECTIVE;
        return;
      case Kind.INTEGER_LITERAL:
        if (token.image.endsWith('..')) {
          this.offset -= 2;
          token.image = token.image.slice(0, -2);
        }
        if (this.lparen === 0 && !this.inSet && this.state !== LexState.REFMOD2 && this.state !== LexState.REFINDEX) {
          this.popState();
        }
        return;
      case Kind.FLOATING_POINT_LITERAL:
        if (this.lparen === 0 && !this.inSet && this.state !== LexState.REFMOD2) this.popState();
        return;
      case Kind.DOT:
        this.offset--;
        token.image = '.';
        this.state = LexState.REFMODIFIER;
        return;
      default:
        return;
    }
  }

  private openParenthesis(): void {
    if (!this.inComment) this.lparen++;
    if (this.state === LexState.REFMODIFIER) this.state = LexState.REFMOD2;
  }

  /** Drops to the state below the one whose parenthesis this closes. */
  private closeParenthesis(): void {
    while (!this.inComment) {
      if (this.lparen > 0) {
        if (this.lparen === this.rparen + 1) this.popState();
        else this.rparen++;
        return;
      }
      if (!this.popState()) return;
    }
  }

  /** Comments are long: what no rule but "any character" can match is skipped at once. */
  private skipComment(): void {
    const plain = /[^$#\\*\r\n]*/y;
    plain.lastIndex = this.offset;
    plain.test(this.source);
    this.offset = plain.lastIndex;
  }

  private skipTextblock(): void {
    const plain = /[^$#\\\]]*/y;
    plain.lastIndex = this.offset;
    plain.test(this.source);
    this.offset = plain.lastIndex;
  }
}

const OPENERS: ReadonlySet<number> = new Set([
  Kind.DOLLAR,
  Kind.DOLLARBANG,
  Kind.TEXTBLOCK_START,
  Kind.FORMAL_COMMENT_START,
  Kind.MULTI_LINE_COMMENT_START,
  Kind.HASH,
]);

const COMMENT_STATES: ReadonlyMap<number, number> = new Map([
  [Kind.TEXTBLOCK_START, LexState.IN_TEXTBLOCK],
  [Kind.FORMAL_COMMENT_START, LexState.IN_FORMAL_COMMENT],
  [Kind.MULTI_LINE_COMMENT_START, LexState.IN_MULTI_LINE_COMMENT],
]);
