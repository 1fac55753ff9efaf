/** Lexical states and token kinds of Velocity 1.7's grammar (Parser.jjt); names and meaning are Velocity's. */
export const LexState = {
  REFERENCE: 0,
  REFMODIFIER: 1,
  REFINDEX: 2,
  DIRECTIVE: 3,
  REFMOD2: 4,
  DEFAULT: 5,
  IN_TEXTBLOCK: 7,
  IN_MULTI_LINE_COMMENT: 8,
  IN_FORMAL_COMMENT: 9,
  IN_SINGLE_LINE_COMMENT: 10,
  PRE_DIRECTIVE: 11,
} as const;

/** Token kinds. The order matters: of two rules that match as much text, the lower kind wins. */
export const Kind = {
  EOF: 0,
  INDEX_LBRACKET: 1,
  INDEX_RBRACKET: 2,
  LBRACKET: 3,
  RBRACKET: 4,
  COMMA: 5,
  DOUBLEDOT: 6,
  COLON: 7,
  LEFT_CURLEY: 8,
  RIGHT_CURLEY: 9,
  LPAREN: 10,
  RPAREN: 11,
  REFMOD2_RPAREN: 12,
  ESCAPE_DIRECTIVE: 13,
  SET_DIRECTIVE: 14,
  DOLLAR: 15,
  DOLLARBANG: 16,
  TEXTBLOCK_START: 17,
  FORMAL_COMMENT_START: 18,
  MULTI_LINE_COMMENT_START: 19,
  HASH: 20,
  SINGLE_LINE_COMMENT_START: 21,
  DOUBLE_ESCAPE: 22,
  ESCAPE: 23,
  TEXT: 24,
  SINGLE_LINE_COMMENT: 25,
  FORMAL_COMMENT: 26,
  MULTI_LINE_COMMENT: 27,
  TEXTBLOCK: 28,
  COMMENT_CHARACTER: 29,
  TEXTBLOCK_CHARACTER: 30,
  WHITESPACE: 31,
  STRING_LITERAL: 32,
  TRUE: 33,
  FALSE: 34,
  NEWLINE: 35,
  MINUS: 36,
  PLUS: 37,
  MULTIPLY: 38,
  DIVIDE: 39,
  MODULUS: 40,
  LOGICAL_AND: 41,
  LOGICAL_OR: 42,
  LOGICAL_LT: 43,
  LOGICAL_LE: 44,
  LOGICAL_GT: 45,
  LOGICAL_GE: 46,
  LOGICAL_EQUALS: 47,
  LOGICAL_NOT_EQUALS: 48,
  LOGICAL_NOT: 49,
  EQUALS: 50,
  END: 51,
  IF_DIRECTIVE: 52,
  ELSEIF_DIRECTIVE: 53,
  ELSE_DIRECTIVE: 54,
  INTEGER_LITERAL: 56,
  FLOATING_POINT_LITERAL: 57,
  WORD: 61,
  BRACKETED_WORD: 62,
  IDENTIFIER: 66,
  DOT: 67,
  LCURLY: 68,
  RCURLY: 69,
  REFERENCE_TERMINATOR: 70,
  DIRECTIVE_TERMINATOR: 71,
  EMPTY_INDEX: 72,
} as const;

/** One token. `specials` are the images of the terminators skipped before it, oldest first. */
export interface Token {
  readonly kind: number;
  /** Its text; the parser strips escapes from the `$` of a reference, as Velocity does. */
  image: string;
  readonly offset: number;
  readonly specials: readonly string[];
  next?: Token;
}

/** The text of a token as written, with the `$`, `#` and escapes its skipped terminators held. */
export function tokenLiteral(token: Token): string {
  if (token.kind === Kind.MULTI_LINE_COMMENT) return '';
  if (token.specials.length === 0 || token.specials.at(-1)?.startsWith('##')) return token.image;
  return token.specials.map(specialText).join('') + token.image;
}

/** The text from one token to another, both included. */
export function literalBetween(first: Token, last: Token): string {
  let text = tokenLiteral(first);
  for (let token: Token | undefined = first; token !== last && token?.next; ) {
    token = token.next;
    text += tokenLiteral(token);
  }
  return text;
}

function specialText(image: string): string {
  let text = '';
  for (let index = 0; index < image.length; index++) {
    const char = image[index];
    if (char === '#' || char === '$') text += char;
    if (char !== '\\') continue;
    // A run of escapes counts only when a '$' ends it; the copy then takes that '$' along.
    const run = /\\+\$/y;
    run.lastIndex = index;
    const match = run.exec(image);
    if (match) {
      text += match[0];
      index += match[0].length;
    }
  }
  return text;
}
