import type { BlockNode, DirectiveNode, IfNode, Node, ReferenceNode, SetNode, TextNode } from './ast';
import { BLOCK_DIRECTIVES, isDirective } from './directives';
import { ExpressionParser } from './expression-parser';
import { Lexer } from './lexer';
import { argumentAhead, referenceAhead } from './lookahead';
import { Kind, LexState, type Token, tokenLiteral } from './token';
import { SyntaxProblem, TokenStream } from './token-stream';

/** Parses `source`. `macros` holds the names of macros known so far and receives those defined here. */
export function parseTemplate(source: string, macros: Set<string>): BlockNode {
  const lexer = new Lexer(source);
  const parser = new Parser(new TokenStream(lexer), macros);
  try {
    return parser.template();
  } catch (error) {
    if (error instanceof SyntaxProblem) throw error;
    if (error instanceof Error && error.name === 'RangeError') throw error;
    throw new SyntaxProblem(error instanceof Error ? error.message : String(error), lexer.offset);
  }
}

/** The statements of Velocity 1.7's grammar. */
class Parser {
  private readonly expressions: ExpressionParser;

  constructor(
    private readonly tokens: TokenStream,
    private readonly macros: Set<string>,
  ) {
    this.expressions = new ExpressionParser(tokens);
  }

  public template(): BlockNode {
    const block = this.block();
    this.tokens.consume(Kind.EOF);
    return block;
  }

  private block(): BlockNode {
    const first = this.tokens.peek();
    const children: Node[] = [];
    while (STATEMENT_STARTS.has(this.tokens.peek().kind)) children.push(this.statement());
    return { type: 'block', children, first, last: children.length > 0 ? this.tokens.current : first };
  }

  private statement(): Node {
    const token = this.tokens.peek();
    if (token.kind === Kind.IF_DIRECTIVE) return this.ifStatement();
    if (referenceAhead(this.tokens)) return this.expressions.reference();
    switch (token.kind) {
      case Kind.SINGLE_LINE_COMMENT_START:
      case Kind.MULTI_LINE_COMMENT:
      case Kind.FORMAL_COMMENT:
        return this.comment();
      case Kind.TEXTBLOCK:
        return this.text(token, token.image.slice(3, -3));
      case Kind.SET_DIRECTIVE:
        return this.setDirective();
      case Kind.ESCAPE_DIRECTIVE:
        return this.text(token, this.escapedDirective(token.image));
      case Kind.DOUBLE_ESCAPE:
        return this.escape();
      case Kind.WORD:
      case Kind.BRACKETED_WORD:
        return this.directive();
      default:
        return this.text(token, tokenLiteral(token));
    }
  }

  private text(token: Token, text: string): TextNode {
    this.tokens.consume(token.kind);
    return { type: 'text', text, first: token, last: token };
  }

  private comment(): TextNode {
    const first = this.tokens.consume(this.tokens.peek().kind);
    if (first.kind === Kind.SINGLE_LINE_COMMENT_START) this.tokens.accept(Kind.SINGLE_LINE_COMMENT);
    const line = first.image.indexOf('##');
    const start = line >= 0 ? line : first.image.indexOf('#*');
    return { type: 'text', text: start > 0 ? first.image.slice(0, start) : '', first, last: this.tokens.current };
  }

  private escapedDirective(image: string): string {
    const last = image.lastIndexOf('\\');
    const directive = image.slice(last + 1);
    const name = directive.startsWith('#{') ? directive.slice(2, -1) : directive.slice(1);
    const known = isDirective(name) || this.macros.has(name) || CONTROL_WORDS.has(name);
    return known ? image.slice(0, Math.floor(last / 2)) + directive : image;
  }

  private escape(): TextNode {
    const first = this.tokens.peek();
    let count = 0;
    while (this.tokens.accept(Kind.DOUBLE_ESCAPE)) count++;
    const next = this.tokens.peek();
    const name = next.image.slice(1);
    const control = CONTROL_KINDS.has(next.kind) || isDirective(name) || this.macros.has(name);
    return { type: 'text', text: (control ? '\\' : '\\\\').repeat(count), first, last: this.tokens.current };
  }

  private ifStatement(): IfNode {
    const first = this.tokens.peek();
    const branches: { condition?: Node; block: BlockNode }[] = [];
    for (const kind of [Kind.IF_DIRECTIVE, Kind.ELSEIF_DIRECTIVE]) {
      while (this.tokens.at(kind)) {
        this.tokens.consume(kind);
        this.tokens.accept(Kind.WHITESPACE);
        this.tokens.consume(Kind.LPAREN);
        const condition = this.expressions.expression();
        this.tokens.consume(Kind.RPAREN);
        branches.push({ condition, block: this.block() });
        if (kind === Kind.IF_DIRECTIVE) break;
      }
    }
    if (this.tokens.accept(Kind.ELSE_DIRECTIVE)) branches.push({ block: this.block() });
    const last = this.tokens.consume(Kind.END);
    return { type: 'if', branches, first, last };
  }

  private setDirective(): SetNode {
    const first = this.tokens.consume(Kind.SET_DIRECTIVE);
    this.tokens.accept(Kind.WHITESPACE);
    const left: ReferenceNode = this.expressions.reference();
    this.tokens.accept(Kind.WHITESPACE);
    this.tokens.consume(Kind.EQUALS);
    const right = this.expressions.expression();
    this.tokens.consume(Kind.RPAREN);
    this.tokens.lexer.inSet = false;
    this.tokens.accept(Kind.NEWLINE);
    return { type: 'set', left, right, first, last: this.tokens.current };
  }

  /** `#name`, `#name(…)` and `#name(…) … #end`: built-in directives, macro calls, and what only looks like one. */
  private directive(): DirectiveNode {
    const first = this.tokens.consume(this.tokens.peek().kind);
    const bracketed = first.kind === Kind.BRACKETED_WORD;
    const name = bracketed ? first.image.slice(2, -1) : first.image.slice(1);
    this.tokens.lexer.switchTo(LexState.DIRECTIVE);
    if (!this.tokens.lexer.atLeftParenthesis()) {
      if (name === 'macro') throw new SyntaxProblem('#macro needs at least a name in parentheses', first.offset);
      this.tokens.lexer.popState();
      return { type: 'directive', name, args: [], first, last: this.tokens.current };
    }
    const args = this.directiveArguments(name);
    const isBlock = BLOCK_DIRECTIVES.has(name) || name.startsWith('@');
    if (!isBlock) return { type: 'directive', name, args, first, last: this.tokens.current };
    const block = this.block();
    const last = this.tokens.consume(Kind.END);
    if (name === 'macro') this.declareMacro(args, first);
    return { type: 'directive', name, args, block, first, last };
  }

  private directiveArguments(name: string): Node[] {
    const args: Node[] = [];
    this.tokens.accept(Kind.WHITESPACE);
    this.tokens.consume(Kind.LPAREN);
    while (argumentAhead(this.tokens)) {
      this.tokens.accept(Kind.WHITESPACE);
      if (this.tokens.accept(Kind.COMMA)) this.tokens.accept(Kind.WHITESPACE);
      const argument = this.expressions.directiveArgument();
      this.checkArgument(name, argument, args.length);
      args.push(argument);
    }
    this.tokens.accept(Kind.WHITESPACE);
    this.tokens.consume(Kind.RPAREN);
    return args;
  }

  private checkArgument(directive: string, argument: Node, position: number): void {
    const isMacroName = directive === 'macro' && position === 0;
    if (argument.type !== 'word') {
      if (isMacroName) throw new SyntaxProblem('the name of a #macro must be a word', argument.first.offset);
      return;
    }
    const allowed = isMacroName || (directive === 'foreach' && position === 1);
    if (!allowed && (isDirective(directive) || this.macros.has(directive))) {
      throw new SyntaxProblem(`#${directive} cannot take the word '${argument.first.image}'`, argument.first.offset);
    }
  }

  private declareMacro(args: readonly Node[], first: Token): void {
    const name = args[0];
    if (!name) throw new SyntaxProblem('the first argument of #macro must be its name', first.offset);
    this.macros.add(name.first.image);
  }
}

const STATEMENT_STARTS: ReadonlySet<number> = new Set([
  Kind.LPAREN,
  Kind.RPAREN,
  Kind.ESCAPE_DIRECTIVE,
  Kind.SET_DIRECTIVE,
  Kind.SINGLE_LINE_COMMENT_START,
  Kind.DOUBLE_ESCAPE,
  Kind.ESCAPE,
  Kind.TEXT,
  Kind.FORMAL_COMMENT,
  Kind.MULTI_LINE_COMMENT,
  Kind.TEXTBLOCK,
  Kind.STRING_LITERAL,
  Kind.IF_DIRECTIVE,
  Kind.INTEGER_LITERAL,
  Kind.FLOATING_POINT_LITERAL,
  Kind.WORD,
  Kind.BRACKETED_WORD,
  Kind.IDENTIFIER,
  Kind.DOT,
  Kind.LCURLY,
  Kind.RCURLY,
  Kind.EMPTY_INDEX,
]);

const CONTROL_WORDS: ReadonlySet<string> = new Set(['if', 'end', 'set', 'else', 'elseif']);
const CONTROL_KINDS: ReadonlySet<number> = new Set([
  Kind.IF_DIRECTIVE,
  Kind.ELSE_DIRECTIVE,
  Kind.ELSEIF_DIRECTIVE,
  Kind.END,
]);
