import { invalid } from '../fault';

export type TokenKind = 'name' | 'value' | 'symbol' | 'index' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const TOKEN = /\s*(?:(#[\w-]+|[A-Za-z_]\w*)|(:\w+)|\[(\d+)\]|(<>|<=|>=|[=<>(),.+-]))/y;
const END: Token = { kind: 'end', text: '<EOF>' };

/** The words of an expression, taken one by one. */
export class Tokens {
  private readonly tokens: readonly Token[];
  private place = 0;

  /** @param kind `ConditionExpression`, for errors @throws DynamoDbFault */
  public constructor(
    source: string,
    public readonly kind: string,
  ) {
    if (source.trim() === '') throw invalid(`Invalid ${kind}: The expression can not be empty;`);
    this.tokens = split(source, kind);
  }

  public get next(): Token {
    return this.tokens[this.place] ?? END;
  }

  public take(): Token {
    const { next } = this;
    this.place++;
    return next;
  }

  /** The next words, as many as there are. */
  public ahead(count: number): readonly Token[] {
    return this.tokens.slice(this.place, this.place + count);
  }

  /** Takes the next word if it is this one; words in any letter case. */
  public tryTake(text: string): boolean {
    const isIt = this.next.kind !== 'value' && this.next.text.toUpperCase() === text;
    if (isIt) this.place++;
    return isIt;
  }

  public expect(text: string): void {
    if (!this.tryTake(text)) throw this.unexpected();
  }

  /** Whether a name is followed by a bracket, and so names a function. */
  public get isCall(): boolean {
    const after = this.tokens[this.place + 1];
    return this.next.kind === 'name' && !this.next.text.startsWith('#') && after?.text === '(';
  }

  public unexpected(): Error {
    const near = this.tokens.slice(Math.max(0, this.place - 1), this.place + 2).map(({ text }) => text);
    return invalid(`Invalid ${this.kind}: Syntax error; token: "${this.next.text}", near: "${near.join(' ')}"`);
  }
}

function split(source: string, kind: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const [, name, value, index, symbol] = TOKEN.exec(source) ?? [];
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (value !== undefined) tokens.push({ kind: 'value', text: value });
    else if (index !== undefined) tokens.push({ kind: 'index', text: index });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else {
      const text = source.slice(from, end).trimStart().charAt(0);
      throw invalid(`Invalid ${kind}: Syntax error; token: "${text}", near: "${source.slice(from, from + 10).trim()}"`);
    }
  }
  return tokens;
}
