import type { AccessNode, BinaryOperator, ListNode, LiteralNode, MapNode, Node, RangeNode, ReferenceNode } from './ast';
import { accessAhead, mapEntryAhead, methodAhead, notAhead, rangeAhead } from './lookahead';
import { Kind } from './token';
import type { TokenStream } from './token-stream';

type Precedence = ReadonlyMap<number, BinaryOperator>;

/** The operators, loosest first. */
const PRECEDENCES: readonly Precedence[] = [
  new Map([[Kind.LOGICAL_OR, '||']]),
  new Map([[Kind.LOGICAL_AND, '&&']]),
  new Map([
    [Kind.LOGICAL_EQUALS, '=='],
    [Kind.LOGICAL_NOT_EQUALS, '!='],
  ]),
  new Map([
    [Kind.LOGICAL_LT, '<'],
    [Kind.LOGICAL_GT, '>'],
    [Kind.LOGICAL_LE, '<='],
    [Kind.LOGICAL_GE, '>='],
  ]),
  new Map([
    [Kind.PLUS, '+'],
    [Kind.MINUS, '-'],
  ]),
  new Map([
    [Kind.MULTIPLY, '*'],
    [Kind.DIVIDE, '/'],
    [Kind.MODULUS, '%'],
  ]),
];

const LITERALS: ReadonlyMap<number, LiteralNode['type']> = new Map([
  [Kind.STRING_LITERAL, 'string'],
  [Kind.INTEGER_LITERAL, 'integer'],
  [Kind.FLOATING_POINT_LITERAL, 'float'],
  [Kind.TRUE, 'true'],
  [Kind.FALSE, 'false'],
]);

/** Expressions, references and literals of Velocity 1.7's grammar. */
export class ExpressionParser {
  constructor(private readonly tokens: TokenStream) {}

  public expression(level = 0): Node {
    const operators = PRECEDENCES[level];
    if (!operators) return this.unary();
    let left = this.expression(level + 1);
    for (;;) {
      const operator = operators.get(this.tokens.peek().kind);
      if (!operator) return left;
      this.tokens.consume(this.tokens.peek().kind);
      // Velocity takes the text of an operation to be that of its right side.
      const first = this.tokens.peek();
      const right = this.expression(level + 1);
      left = { type: 'binary', operator, left, right, first, last: this.tokens.current };
    }
  }

  public reference(): ReferenceNode {
    const first = this.tokens.peek();
    const formal = this.tokens.accept(Kind.LCURLY);
    this.tokens.consume(Kind.IDENTIFIER);
    const accesses: AccessNode[] = [];
    this.indexes(accesses);
    while (accessAhead(this.tokens)) {
      this.tokens.consume(Kind.DOT);
      accesses.push(methodAhead(this.tokens) ? this.method() : this.property());
      this.indexes(accesses);
    }
    if (formal) this.tokens.consume(Kind.RCURLY);
    return { type: 'reference', accesses, first, last: this.tokens.current };
  }

  /** An argument of a directive: a value or a word. */
  public directiveArgument(): Node {
    if (!this.tokens.at(Kind.WORD)) return this.value();
    const token = this.tokens.consume(Kind.WORD);
    return { type: 'word', first: token, last: token };
  }

  private unary(): Node {
    if (!notAhead(this.tokens)) return this.primary();
    this.tokens.accept(Kind.WHITESPACE);
    this.tokens.consume(Kind.LOGICAL_NOT);
    const first = this.tokens.peek();
    const operand = this.unary();
    return { type: 'not', operand, first, last: this.tokens.current };
  }

  private primary(): Node {
    this.tokens.accept(Kind.WHITESPACE);
    let node: Node;
    if (this.tokens.accept(Kind.LPAREN)) {
      node = this.expression();
      this.tokens.consume(Kind.RPAREN);
    } else {
      node = this.value();
    }
    this.tokens.accept(Kind.WHITESPACE);
    return node;
  }

  /** A value with white space around it: an argument of a method, an item of a list, a key or value of a map. */
  private parameter(): Node {
    this.tokens.accept(Kind.WHITESPACE);
    const node = this.value();
    this.tokens.accept(Kind.WHITESPACE);
    return node;
  }

  private value(): Node {
    switch (this.tokens.peek().kind) {
      case Kind.IDENTIFIER:
      case Kind.LCURLY:
        return this.reference();
      case Kind.LBRACKET:
        return rangeAhead(this.tokens) ? this.range() : this.list();
      case Kind.LEFT_CURLEY:
        return this.map();
      default:
        return this.literal();
    }
  }

  private literal(): LiteralNode {
    const type = LITERALS.get(this.tokens.peek().kind);
    if (!type) return this.tokens.unexpected();
    const token = this.tokens.consume(this.tokens.peek().kind);
    return { type, first: token, last: token };
  }

  private property(): AccessNode {
    const token = this.tokens.consume(Kind.IDENTIFIER);
    return { type: 'property', name: token.image, first: token, last: token };
  }

  private method(): AccessNode {
    const first = this.tokens.consume(Kind.IDENTIFIER);
    this.tokens.consume(Kind.LPAREN);
    const args = this.tokens.at(Kind.REFMOD2_RPAREN) ? [] : this.parameters();
    const last = this.tokens.consume(Kind.REFMOD2_RPAREN);
    return { type: 'method', name: first.image, args, first, last };
  }

  private parameters(): Node[] {
    const items = [this.parameter()];
    while (this.tokens.accept(Kind.COMMA)) items.push(this.parameter());
    return items;
  }

  private indexes(accesses: AccessNode[]): void {
    while (this.tokens.at(Kind.INDEX_LBRACKET)) {
      const first = this.tokens.consume(Kind.INDEX_LBRACKET);
      this.tokens.accept(Kind.WHITESPACE);
      const argument = this.indexArgument();
      this.tokens.accept(Kind.WHITESPACE);
      const last = this.tokens.consume(Kind.INDEX_RBRACKET);
      accesses.push({ type: 'index', argument, first, last });
    }
  }

  private indexArgument(): Node {
    switch (this.tokens.peek().kind) {
      case Kind.IDENTIFIER:
      case Kind.LCURLY:
        return this.reference();
      case Kind.FLOATING_POINT_LITERAL:
        return this.tokens.unexpected();
      default:
        return this.literal();
    }
  }

  private range(): RangeNode {
    const first = this.tokens.consume(Kind.LBRACKET);
    this.tokens.accept(Kind.WHITESPACE);
    const from = this.rangeEnd();
    this.tokens.accept(Kind.WHITESPACE);
    this.tokens.consume(Kind.DOUBLEDOT);
    this.tokens.accept(Kind.WHITESPACE);
    const to = this.rangeEnd();
    this.tokens.accept(Kind.WHITESPACE);
    const last = this.tokens.consume(Kind.RBRACKET);
    return { type: 'range', from, to, first, last };
  }

  private rangeEnd(): Node {
    const { kind } = this.tokens.peek();
    if (kind === Kind.IDENTIFIER || kind === Kind.LCURLY) return this.reference();
    return kind === Kind.INTEGER_LITERAL ? this.literal() : this.tokens.unexpected();
  }

  private list(): ListNode {
    const first = this.tokens.consume(Kind.LBRACKET);
    const items = this.tokens.at(Kind.RBRACKET) ? [] : this.parameters();
    const last = this.tokens.consume(Kind.RBRACKET);
    return { type: 'list', items, first, last };
  }

  private map(): MapNode {
    const first = this.tokens.consume(Kind.LEFT_CURLEY);
    const entries: (readonly [Node, Node])[] = [];
    if (mapEntryAhead(this.tokens)) {
      do {
        const key = this.parameter();
        this.tokens.consume(Kind.COLON);
        entries.push([key, this.parameter()]);
      } while (this.tokens.accept(Kind.COMMA));
    } else {
      this.tokens.accept(Kind.WHITESPACE);
    }
    const last = this.tokens.consume(this.tokens.at(Kind.RCURLY) ? Kind.RCURLY : Kind.RIGHT_CURLEY);
    return { type: 'map', entries, first, last };
  }
}
