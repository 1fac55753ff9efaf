import { UnplacedError } from '../errors';
import { JavaList, JavaMap } from '../java/collections';
import { integerOf, JavaDouble } from '../java/numbers';
import { trim } from '../java/text';
import type { Value } from '../java/value';
import { parseFloatingPoint } from './number';

/** The end of the text, as json-smart marks it: a U+001A within the text ends it too. */
const END = '\u001a';
const DELETE = String.fromCharCode(127);
const MAX_DEPTH = 400;
const SPACE = new Set([' ', '\t', '\n', '\r']);
const NUMBER_START = /[-0-9]/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
  ['b', '\b'],
  ['\\', '\\'],
  ['/', '/'],
  ["'", "'"],
  ['"', '"'],
]);

/** json-smart 2's permissive mode: quotes may be single or missing, commas one too many, text may trail. */
export function parsePermissive(text: string): Value {
  return new PermissiveParser(text).parse();
}

class PermissiveParser {
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  public parse(): Value {
    return this.value('');
  }

  private at(position: number): string {
    return this.text[position] ?? END;
  }

  private get char(): string {
    return this.at(this.position);
  }

  private fail(message: string): never {
    throw new UnplacedError('INVALID_JSON', `${message} at position ${this.position}`);
  }

  /** A value; an unquoted one ends before any character of `stops`. */
  private value(stops: string): Value {
    this.blanks();
    const { char } = this;
    if (char === '{') return this.object();
    if (char === '[') return this.array();
    if (char === '"' || char === "'") return this.string(char);
    if (char === ':' || char === ']' || char === '}') return this.fail(`unexpected character (${char})`);
    if (NUMBER_START.test(char)) return this.number(stops);
    const word = this.unquoted(stops);
    if (char === 'n' && word === 'null') return null;
    if (char === 't' && word === 'true') return true;
    if (char === 'f' && word === 'false') return false;
    return char === 'N' && word === 'NaN' ? new JavaDouble(Number.NaN) : word;
  }

  private blanks(): void {
    while (SPACE.has(this.char)) this.position++;
  }

  /** Everything up to U+0020 counts as space between tokens of an object. */
  private skipSpace(): void {
    while (this.char <= ' ' && this.char !== END) this.position++;
  }

  private unquoted(stops: string): string {
    const start = this.position;
    while (this.char !== END && !stops.includes(this.char)) this.position++;
    return trim(this.text.slice(start, this.position));
  }

  private number(stops: string): Value {
    const start = this.position;
    const pattern = /-?\d*(\.\d*)?(?:[eE][-+0-9]\d*)?/y;
    pattern.lastIndex = start;
    const match = pattern.exec(this.text);
    this.position = start + (match?.[0].length ?? 0);
    const floating = /[.eE]/.test(match?.[0] ?? '');
    const cutExponent = /[eE]/.test(this.char) && !/[eE]/.test(match?.[0] ?? '');
    if (!cutExponent) {
      this.skipSpace();
      if (this.char >= '~' || this.char === END || stops.includes(this.char)) {
        const text = trim(this.text.slice(start, this.position));
        return floating ? this.floatingPoint(text) : this.integer(text);
      }
    }
    this.unquoted(stops);
    return trim(this.text.slice(start, this.position));
  }

  private integer(text: string): Value {
    return text === '-'
      ? 0
      : integerOf(BigInt(text.startsWith('-') ? text.slice(1) : text) * (text[0] === '-' ? -1n : 1n));
  }

  private floatingPoint(text: string): Value {
    if (!/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return this.fail(`malformed number '${text}'`);
    return parseFloatingPoint(text);
  }

  private string(quote: string): string {
    const end = this.text.indexOf(quote, this.position + 1);
    if (end < 0) return this.fail('unexpected end of file');
    const plain = this.text.slice(this.position + 1, end);
    if (!plain.includes('\\')) {
      this.position = end + 1;
      return plain;
    }
    return this.escapedString(quote);
  }

  /** A string with an escape in it: json-smart drops unknown escapes here, and raw control characters. */
  private escapedString(quote: string): string {
    let result = '';
    for (;;) {
      this.position++;
      const { char } = this;
      if (char === END) return this.fail('unexpected end of file');
      if (char === quote) break;
      if (char === '\\') result += this.escape();
      else if (char >= ' ' && char !== DELETE) result += char;
    }
    this.position++;
    return result;
  }

  private escape(): string {
    this.position++;
    const { char } = this;
    const length = char === 'u' ? 4 : char === 'x' ? 2 : 0;
    if (length === 0) return ESCAPES.get(char) ?? '';
    const digits = this.text.slice(this.position + 1, this.position + 1 + length);
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length) return this.fail('malformed unicode escape');
    this.position += length;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  private enter(): void {
    if (++this.depth > MAX_DEPTH) this.fail('nested too deeply');
    this.position++;
  }

  private array(): Value {
    this.enter();
    const items: Value[] = [];
    for (;;) {
      this.blanks();
      const { char } = this;
      if (char === END) return this.fail('unexpected end of file');
      if (char === ']') break;
      if (char === ',') this.position++;
      else items.push(this.value(',]'));
    }
    this.depth--;
    this.position++;
    return new JavaList(items, true);
  }

  private object(): Value {
    this.enter();
    const map = new JavaMap();
    for (;;) {
      this.blanks();
      const { char } = this;
      if (char === '}') break;
      if (char === ',') {
        this.position++;
        continue;
      }
      if (':[]{'.includes(char)) return this.fail(`unexpected character (${char})`);
      const key = char === '"' || char === "'" ? this.string(char) : this.unquoted(':');
      this.skipSpace();
      if (this.char !== ':')
        return this.fail(this.char === END ? 'unexpected end of file' : `unexpected '${this.char}'`);
      this.position++;
      if (this.position >= this.text.length) return this.fail('unexpected end of file');
      map.put(key, this.value(',}'));
      this.skipSpace();
      const after = this.at(this.position);
      if (after === END) return this.fail('unexpected end of file');
      if (after !== ',' && after !== '}') return this.fail(`unexpected '${after}'`);
    }
    this.depth--;
    this.position++;
    return map;
  }
}
