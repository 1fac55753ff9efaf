import { UnplacedError } from '../errors';
import type { Lexer } from './lexer';
import { Kind, type Token } from './token';

/** The tokens of a template, made when first looked at: how far the parser looks ahead decides how text is read. */
export class TokenStream {
  /** The token consumed last. */
  public current: Token = { kind: Kind.EOF, image: '', offset: 0, specials: [] };

  constructor(public readonly lexer: Lexer) {}

  /** The token after `token`. */
  public after(token: Token): Token {
    token.next ??= this.lexer.next();
    return token.next;
  }

  /** The `distance`-th token to come, from 1. */
  public peek(distance = 1): Token {
    let token = this.current;
    for (let step = 0; step < distance; step++) token = this.after(token);
    return token;
  }

  public at(kind: number): boolean {
    return this.peek().kind === kind;
  }

  public consume(kind: number): Token {
    const token = this.peek();
    if (token.kind !== kind) return this.unexpected();
    this.current = token;
    return token;
  }

  /** Consumes a token of `kind` if one is next. */
  public accept(kind: number): boolean {
    if (!this.at(kind)) return false;
    this.consume(kind);
    return true;
  }

  public unexpected(): never {
    const token = this.peek();
    const text = token.kind === Kind.EOF ? 'unexpected end of the template' : `unexpected '${token.image}'`;
    throw new SyntaxProblem(text, token.offset);
  }
}

/** A syntax error at an offset of the source. */
export class SyntaxProblem extends UnplacedError {
  constructor(
    message: string,
    public readonly offset: number,
  ) {
    super('SYNTAX', message);
  }
}
