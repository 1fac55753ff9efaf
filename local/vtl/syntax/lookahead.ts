import { Kind, type Token } from './token';
import type { TokenStream } from './token-stream';

/** The kinds a value in an argument, list, map or index can begin with. */
const VALUE_STARTS: ReadonlySet<number> = new Set([
  Kind.STRING_LITERAL,
  Kind.INTEGER_LITERAL,
  Kind.FLOATING_POINT_LITERAL,
  Kind.LBRACKET,
  Kind.LEFT_CURLEY,
  Kind.TRUE,
  Kind.FALSE,
  Kind.IDENTIFIER,
  Kind.LCURLY,
]);

/** A reference, as far as the two tokens that Velocity looks at tell. */
export function referenceAhead(tokens: TokenStream): boolean {
  const { kind } = tokens.peek();
  if (kind === Kind.IDENTIFIER) {
    // Looked at though not needed: reading it is what ends the reference in the lexer.
    tokens.peek(2);
    return true;
  }
  return kind === Kind.LCURLY && tokens.peek(2).kind === Kind.IDENTIFIER;
}

/** `.name`, with or without arguments. */
export function accessAhead(tokens: TokenStream): boolean {
  return tokens.at(Kind.DOT) && tokens.peek(2).kind === Kind.IDENTIFIER;
}

/** `name(` and a token that can follow. */
export function methodAhead(tokens: TokenStream): boolean {
  if (!tokens.at(Kind.IDENTIFIER) || tokens.peek(2).kind !== Kind.LPAREN) return false;
  const { kind } = tokens.peek(3);
  return kind === Kind.REFMOD2_RPAREN || kind === Kind.WHITESPACE || VALUE_STARTS.has(kind);
}

/** One more argument of a directive: white space, a comma and white space, each optional, then a value or word. */
export function argumentAhead(tokens: TokenStream): boolean {
  const first = tokens.peek().kind;
  if (first === Kind.WHITESPACE) {
    const second = tokens.peek(2).kind;
    return second === Kind.COMMA || argumentStart(second);
  }
  if (first === Kind.COMMA) {
    const second = tokens.peek(2).kind;
    return second === Kind.WHITESPACE || argumentStart(second);
  }
  if (first === Kind.IDENTIFIER) return referenceAhead(tokens);
  if (first === Kind.LCURLY) return referenceAhead(tokens);
  if (first === Kind.LBRACKET) {
    const second = tokens.peek(2).kind;
    return second === Kind.WHITESPACE || second === Kind.RBRACKET || VALUE_STARTS.has(second);
  }
  if (first === Kind.LEFT_CURLEY) {
    const second = tokens.peek(2).kind;
    return second === Kind.WHITESPACE || CURLY_ENDS.has(second) || VALUE_STARTS.has(second);
  }
  return argumentStart(first);
}

/** `key :` of a map, as far as two tokens tell. */
export function mapEntryAhead(tokens: TokenStream): boolean {
  const first = tokens.peek().kind;
  if (first === Kind.WHITESPACE) return VALUE_STARTS.has(tokens.peek(2).kind);
  return VALUE_STARTS.has(first);
}

/** `!` or `not`, after white space or not. */
export function notAhead(tokens: TokenStream): boolean {
  const first = tokens.peek().kind;
  if (first === Kind.WHITESPACE) return tokens.peek(2).kind === Kind.LOGICAL_NOT;
  if (first !== Kind.LOGICAL_NOT) return false;
  tokens.peek(2);
  return true;
}

/** `[from ..`, whatever its length. */
export function rangeAhead(tokens: TokenStream): boolean {
  if (!tokens.at(Kind.LBRACKET)) return false;
  const scan = new Scanner(tokens);
  scan.take(Kind.LBRACKET);
  scan.take(Kind.WHITESPACE);
  if (!scan.reference() && !scan.take(Kind.INTEGER_LITERAL)) return false;
  scan.take(Kind.WHITESPACE);
  return scan.take(Kind.DOUBLEDOT);
}

const CURLY_ENDS: ReadonlySet<number> = new Set([Kind.RIGHT_CURLEY, Kind.RCURLY]);

function argumentStart(kind: number): boolean {
  return kind === Kind.WORD || VALUE_STARTS.has(kind);
}

/** Recognizes what a range may hold without consuming it; each method restores its place when it fails. */
class Scanner {
  private token: Token;

  constructor(private readonly tokens: TokenStream) {
    this.token = tokens.current;
  }

  public take(kind: number): boolean {
    const next = this.tokens.after(this.token);
    if (next.kind !== kind) return false;
    this.token = next;
    return true;
  }

  public reference(): boolean {
    return this.attempt(() => {
      if (this.take(Kind.IDENTIFIER)) {
        this.accesses();
        return true;
      }
      if (!this.take(Kind.LCURLY) || !this.take(Kind.IDENTIFIER)) return false;
      this.accesses();
      return this.take(Kind.RCURLY);
    });
  }

  private attempt(recognize: () => boolean): boolean {
    const start = this.token;
    if (recognize()) return true;
    this.token = start;
    return false;
  }

  private accesses(): void {
    this.indexes();
    while (this.attempt(() => this.take(Kind.DOT) && (this.method() || this.take(Kind.IDENTIFIER)))) this.indexes();
  }

  private indexes(): void {
    while (
      this.attempt(() => {
        if (!this.take(Kind.INDEX_LBRACKET)) return false;
        this.take(Kind.WHITESPACE);
        if (!INDEX_LITERALS.some((kind) => this.take(kind)) && !this.reference()) return false;
        this.take(Kind.WHITESPACE);
        return this.take(Kind.INDEX_RBRACKET);
      })
    );
  }

  private method(): boolean {
    return this.attempt(() => {
      if (!this.take(Kind.IDENTIFIER) || !this.take(Kind.LPAREN)) return false;
      if (this.parameter()) while (this.attempt(() => this.take(Kind.COMMA) && this.parameter()));
      return this.take(Kind.REFMOD2_RPAREN);
    });
  }

  private parameter(): boolean {
    return this.attempt(() => {
      this.take(Kind.WHITESPACE);
      const simple = INDEX_LITERALS.some((kind) => this.take(kind)) || this.take(Kind.FLOATING_POINT_LITERAL);
      if (!simple && !this.range() && !this.map() && !this.list() && !this.reference()) return false;
      this.take(Kind.WHITESPACE);
      return true;
    });
  }

  private range(): boolean {
    return this.attempt(() => {
      const end = () => this.reference() || this.take(Kind.INTEGER_LITERAL);
      if (!this.take(Kind.LBRACKET)) return false;
      this.take(Kind.WHITESPACE);
      if (!end()) return false;
      this.take(Kind.WHITESPACE);
      if (!this.take(Kind.DOUBLEDOT)) return false;
      this.take(Kind.WHITESPACE);
      if (!end()) return false;
      this.take(Kind.WHITESPACE);
      return this.take(Kind.RBRACKET);
    });
  }

  private list(): boolean {
    return this.attempt(() => {
      if (!this.take(Kind.LBRACKET)) return false;
      if (this.parameter()) while (this.attempt(() => this.take(Kind.COMMA) && this.parameter()));
      return this.take(Kind.RBRACKET);
    });
  }

  private map(): boolean {
    return this.attempt(() => {
      const entry = () => this.parameter() && this.take(Kind.COLON) && this.parameter();
      if (!this.take(Kind.LEFT_CURLEY)) return false;
      if (this.attempt(entry)) while (this.attempt(() => this.take(Kind.COMMA) && entry()));
      else this.take(Kind.WHITESPACE);
      return this.take(Kind.RIGHT_CURLEY) || this.take(Kind.RCURLY);
    });
  }
}

const INDEX_LITERALS: readonly number[] = [Kind.STRING_LITERAL, Kind.INTEGER_LITERAL, Kind.TRUE, Kind.FALSE];
