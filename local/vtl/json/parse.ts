import { JavaList, JavaMap } from '../java/collections';
import { integerOf, JavaDouble, JavaLong, parseBigDecimal } from '../java/numbers';
import type { Value } from '../java/value';
import { parsePermissive } from './permissive';

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Parses `text` as json-smart's permissive mode does, the parser behind API Gateway. Strict JSON takes a fast path;
 * what is not strict goes to the full parser. Throws `UnplacedError` INVALID_JSON.
 */
export function parseJson(text: string): Value {
  const strict = new StrictParser(text).parse();
  return strict === FAILED ? parsePermissive(text) : strict;
}

/** Deeper nesting is json-smart's own refusal, made by the full parser. */
const MAX_DEPTH = 400;
const FAILED = Symbol('not strict JSON');
type Parsed = Value | typeof FAILED;

class StrictParser {
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  public parse(): Parsed {
    const value = this.value();
    this.space();
    return this.position === this.text.length ? value : FAILED;
  }

  private value(): Parsed {
    this.space();
    const { text } = this;
    switch (text.charCodeAt(this.position)) {
      case QUOTE:
        return this.string();
      case 123:
        return this.object();
      case 91:
        return this.array();
      case 116:
        return this.word('true', true);
      case 102:
        return this.word('false', false);
      case 110:
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private space(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.position);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.position++;
    }
  }

  private word(word: string, value: Value): Parsed {
    if (!this.text.startsWith(word, this.position)) return FAILED;
    this.position += word.length;
    return value;
  }

  /** A string without escapes or controls; the full parser treats those in ways of its own. */
  private string(): string | typeof FAILED {
    const { text } = this;
    const start = ++this.position;
    let index = start;
    for (; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === QUOTE) {
        this.position = index + 1;
        return text.slice(start, index);
      }
      if (code === BACKSLASH) return this.escapedString(start, index);
    }
    return FAILED;
  }

  private escapedString(start: number, from: number): string | typeof FAILED {
    const { text } = this;
    let result = text.slice(start, from);
    for (let index = from; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === QUOTE) {
        this.position = index + 1;
        return result;
      }
      if (code < 32 || code === 127) return FAILED;
      if (code !== BACKSLASH) {
        const run = index;
        while (isPlain(text.charCodeAt(index + 1))) index++;
        result += text.slice(run, index + 1);
        continue;
      }
      const letter = text[++index] ?? '';
      const short = SHORT_ESCAPES.get(letter);
      if (short !== undefined) {
        result += short;
      } else {
        const digits = text.slice(index + 1, index + 5);
        if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) return FAILED;
        result += String.fromCharCode(Number.parseInt(digits, 16));
        index += 4;
      }
    }
    return FAILED;
  }

  private number(): Parsed {
    NUMBER.lastIndex = this.position;
    const match = NUMBER.exec(this.text);
    if (!match) return FAILED;
    this.position = NUMBER.lastIndex;
    const text = match[0];
    if (match[1] === undefined) {
      if (text.length < 10) return Number(text) + 0;
      return text.length < 19 ? narrow(BigInt(text)) : integerOf(BigInt(text));
    }
    return parseFloatingPoint(text);
  }

  private array(): Parsed {
    if (++this.depth > MAX_DEPTH) return FAILED;
    this.position++;
    const items: Value[] = [];
    this.space();
    if (this.text.charCodeAt(this.position) === 93) {
      this.position++;
    } else {
      for (;;) {
        const value = this.value();
        if (value === FAILED) return FAILED;
        items.push(value);
        this.space();
        const code = this.text.charCodeAt(this.position++);
        if (code === 93) break;
        if (code !== 44) return FAILED;
      }
    }
    this.depth--;
    return new JavaList(items, true);
  }

  private object(): Parsed {
    if (++this.depth > MAX_DEPTH) return FAILED;
    this.position++;
    const map = new JavaMap();
    this.space();
    if (this.text.charCodeAt(this.position) === 125) {
      this.position++;
    } else {
      for (;;) {
        this.space();
        if (this.text.charCodeAt(this.position) !== QUOTE) return FAILED;
        const key = this.string();
        if (key === FAILED) return FAILED;
        this.space();
        if (this.text.charCodeAt(this.position++) !== 58) return FAILED;
        const value = this.value();
        if (value === FAILED) return FAILED;
        map.put(key, value);
        this.space();
        const code = this.text.charCodeAt(this.position++);
        if (code === 125) break;
        if (code !== 44) return FAILED;
      }
    }
    this.depth--;
    return map;
  }
}

/** json-smart's rule: up to 18 characters a double, longer a BigDecimal. */
export function parseFloatingPoint(text: string): Value {
  return (text.length > 18 ? parseBigDecimal(text) : undefined) ?? new JavaDouble(Number(text));
}

function narrow(value: bigint): Value {
  return value >= -2147483648n && value <= 2147483647n ? Number(value) : new JavaLong(value);
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)?(?=[\s,\]}]|$)/y;

function isPlain(code: number): boolean {
  return code >= 32 && code !== QUOTE && code !== BACKSLASH && code !== 127;
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
