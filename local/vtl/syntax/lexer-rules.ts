import { Kind, LexState } from './token';

/** A rule: the kind it makes and a sticky pattern for the longest text it takes. */
export interface LexRule {
  readonly kind: number;
  readonly pattern: RegExp;
}

const LINE_END = '(?:[ \\t]*(?:\\r\\n|\\n|\\r))?';
const WORD = '[A-Za-z_@][A-Za-z0-9_@]*';
const BRACKETED_WORD = '\\{[A-Za-z_][A-Za-z0-9_@]*\\}';

/** What opens a reference, directive or comment; these match in every state and prefix the next token. */
const OPENERS: readonly LexRule[] = [
  rule(Kind.DOLLAR, '\\\\*\\$'),
  rule(Kind.DOLLARBANG, '\\\\*\\$\\\\*!'),
  rule(Kind.TEXTBLOCK_START, '#\\[\\['),
  rule(Kind.FORMAL_COMMENT_START, '#\\*\\*[^#]'),
  rule(Kind.MULTI_LINE_COMMENT_START, '#\\*'),
  rule(Kind.HASH, '#'),
];
const LINE_COMMENT = rule(Kind.SINGLE_LINE_COMMENT_START, '##');
const SET = rule(Kind.SET_DIRECTIVE, '[ \\t]*(?:#set|#\\{set\\})[ \\t]*\\(');
const WHITESPACE = rule(Kind.WHITESPACE, '[ \\t\\n\\r]+');
const STRING = rule(Kind.STRING_LITERAL, '"[^"]*(?:""[^"]*)*"|\'[^\']*(?:\'\'[^\']*)*\'');
const BOOLEANS = [rule(Kind.TRUE, 'true'), rule(Kind.FALSE, 'false')];
const NUMBERS = [
  rule(Kind.INTEGER_LITERAL, '-?[0-9]+(?:\\.\\.)?'),
  rule(
    Kind.FLOATING_POINT_LITERAL,
    '-?[0-9]+\\.[0-9]*(?:[eE][+-]?[0-9]+)?|-?\\.[0-9]+(?:[eE][+-]?[0-9]+)?|-?[0-9]+[eE][+-]?[0-9]+',
  ),
];
const WORDS = [rule(Kind.WORD, WORD), rule(Kind.BRACKETED_WORD, BRACKETED_WORD)];
const IDENTIFIER = rule(Kind.IDENTIFIER, '[A-Za-z_][A-Za-z0-9_-]*');
const DOT = rule(Kind.DOT, '\\.[A-Za-z]');
const CURLIES = [rule(Kind.LCURLY, '\\{'), rule(Kind.RCURLY, '\\}')];
const EMPTY_INDEX = rule(Kind.EMPTY_INDEX, '\\$\\[|\\$!\\[|\\$\\\\!\\[|\\$\\.');
const LITERAL_PUNCTUATION = [
  rule(Kind.LBRACKET, '\\['),
  rule(Kind.RBRACKET, '\\]'),
  rule(Kind.COMMA, ','),
  rule(Kind.DOUBLEDOT, '\\.\\.'),
  rule(Kind.COLON, ':'),
  rule(Kind.LEFT_CURLEY, '\\{'),
  rule(Kind.RIGHT_CURLEY, '\\}'),
];
const OPERATORS = [
  rule(Kind.MINUS, '-'),
  rule(Kind.PLUS, '\\+'),
  rule(Kind.MULTIPLY, '\\*'),
  rule(Kind.DIVIDE, '/'),
  rule(Kind.MODULUS, '%'),
  rule(Kind.LOGICAL_AND, '&&|and'),
  rule(Kind.LOGICAL_OR, '\\|\\||or'),
  rule(Kind.LOGICAL_LT, '<|lt'),
  rule(Kind.LOGICAL_LE, '<=|le'),
  rule(Kind.LOGICAL_GT, '>|gt'),
  rule(Kind.LOGICAL_GE, '>=|ge'),
  rule(Kind.LOGICAL_EQUALS, '==|eq'),
  rule(Kind.LOGICAL_NOT_EQUALS, '!=|ne'),
  rule(Kind.LOGICAL_NOT, '!|not'),
  rule(Kind.EQUALS, '='),
];

/** The rules of every state, lower kinds first. */
export const LEX_RULES: { readonly [state: number]: readonly LexRule[] } = {
  [LexState.DEFAULT]: [
    rule(Kind.ESCAPE_DIRECTIVE, `(?:\\\\\\\\)*\\\\#(?:${WORD}|${BRACKETED_WORD})`),
    SET,
    ...OPENERS,
    LINE_COMMENT,
    rule(Kind.DOUBLE_ESCAPE, '\\\\\\\\'),
    rule(Kind.ESCAPE, '\\\\'),
    rule(Kind.TEXT, '[^$#\\\\]+'),
    EMPTY_INDEX,
  ],
  [LexState.REFERENCE]: [
    rule(Kind.INDEX_LBRACKET, '\\['),
    SET,
    ...OPENERS,
    LINE_COMMENT,
    ...BOOLEANS,
    IDENTIFIER,
    DOT,
    ...CURLIES,
    rule(Kind.REFERENCE_TERMINATOR, '[^]'),
    EMPTY_INDEX,
  ],
  [LexState.REFMODIFIER]: [
    rule(Kind.INDEX_LBRACKET, '\\['),
    rule(Kind.LPAREN, '\\('),
    SET,
    ...OPENERS,
    ...BOOLEANS,
    IDENTIFIER,
    DOT,
    ...CURLIES,
    rule(Kind.REFERENCE_TERMINATOR, '[^]'),
  ],
  [LexState.REFINDEX]: [rule(Kind.INDEX_RBRACKET, '\\]'), ...OPENERS, WHITESPACE, STRING, ...BOOLEANS, ...NUMBERS],
  [LexState.REFMOD2]: [
    ...LITERAL_PUNCTUATION,
    rule(Kind.REFMOD2_RPAREN, '\\)'),
    SET,
    ...OPENERS,
    WHITESPACE,
    STRING,
    ...BOOLEANS,
    ...NUMBERS,
    IDENTIFIER,
    DOT,
  ],
  [LexState.DIRECTIVE]: [
    ...LITERAL_PUNCTUATION,
    rule(Kind.LPAREN, '\\('),
    rule(Kind.RPAREN, `\\)${LINE_END}`),
    ...OPENERS,
    LINE_COMMENT,
    WHITESPACE,
    STRING,
    ...BOOLEANS,
    rule(Kind.NEWLINE, '\\r\\n|\\n|\\r'),
    ...OPERATORS,
    ...NUMBERS,
    ...WORDS,
  ],
  [LexState.PRE_DIRECTIVE]: [
    ...OPENERS,
    LINE_COMMENT,
    rule(Kind.END, `(?:end|\\{end\\})${LINE_END}`),
    rule(Kind.IF_DIRECTIVE, 'if|\\{if\\}'),
    rule(Kind.ELSEIF_DIRECTIVE, 'elseif|\\{elseif\\}'),
    rule(Kind.ELSE_DIRECTIVE, `(?:else|\\{else\\})${LINE_END}`),
    ...NUMBERS,
    ...WORDS,
    rule(Kind.DIRECTIVE_TERMINATOR, '[^]'),
  ],
  [LexState.IN_TEXTBLOCK]: [...OPENERS, rule(Kind.TEXTBLOCK, '\\]\\]#'), rule(Kind.TEXTBLOCK_CHARACTER, '[^]')],
  [LexState.IN_MULTI_LINE_COMMENT]: [
    ...OPENERS,
    rule(Kind.MULTI_LINE_COMMENT, '\\*#'),
    rule(Kind.COMMENT_CHARACTER, '[^]'),
  ],
  [LexState.IN_FORMAL_COMMENT]: [...OPENERS, rule(Kind.FORMAL_COMMENT, '\\*#'), rule(Kind.COMMENT_CHARACTER, '[^]')],
  [LexState.IN_SINGLE_LINE_COMMENT]: [
    ...OPENERS,
    rule(Kind.SINGLE_LINE_COMMENT, '\\r\\n|\\n|\\r'),
    rule(Kind.COMMENT_CHARACTER, '[^]'),
  ],
};

function rule(kind: number, pattern: string): LexRule {
  return { kind, pattern: new RegExp(pattern, 'y') };
}
