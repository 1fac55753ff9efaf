import { integerOf, JavaDouble } from '../java/numbers';
import { textOf } from '../java/text';
import type { Value } from '../java/value';
import { NextPlace } from './next-place';
import { parseFloatingPoint } from './number';
import { DECIMAL } from './shape';

export const FAILED = Symbol('not strict JSON');
export type Parsed = Value | typeof FAILED;

export const QUOTE = 34;
const BACKSLASH = 92;
/** What json-smart would write as an escape, but for quotes and backslashes. */
const SPECIAL = /[^ -~\u00a0-\u1fff\u2100-\uffff]/;

/** Reads the scalars of strict JSON, and notes where the text is other than json-smart would write it. */
export class ScalarReader {
  protected position = 0;
  /** Where the text last was other than json-smart would write it. */
  protected irregular = -1;
  private readonly backslash: NextPlace;
  private readonly special: NextPlace;

  constructor(protected readonly text: string) {
    this.backslash = new NextPlace(text, (part) => part.indexOf('\\'));
    this.special = new NextPlace(text, (part) => part.search(SPECIAL));
  }

  protected space(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.position);
      if (code > 32 || (code !== 32 && code !== 10 && code !== 13 && code !== 9)) return;
      this.irregular = this.position++;
    }
  }

  protected word(word: string, value: Value): Parsed {
    if (!this.text.startsWith(word, this.position)) return FAILED;
    this.position += word.length;
    return value;
  }

  protected string(): string | typeof FAILED {
    const { text } = this;
    const start = this.position + 1;
    const end = text.indexOf('"', start);
    if (end < 0) return FAILED;
    const backslash = this.backslash.between(start, end);
    if (backslash >= 0) return this.escapedString(start, backslash);
    if (this.special.between(start, end) >= 0) this.irregular = end;
    this.position = end + 1;
    return text.slice(start, end);
  }

  /** A string with an escape: controls and unknown escapes in it are left to the full parser. */
  private escapedString(start: number, from: number): string | typeof FAILED {
    const { text } = this;
    let result = text.slice(start, from);
    let run = from;
    for (let index = from; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === QUOTE) {
        this.position = index + 1;
        return result + text.slice(run, index);
      }
      if (code < 32 || code === 127) return FAILED;
      if (code > 126 && isEscaped(code)) this.irregular = index;
      if (code !== BACKSLASH) continue;
      result += text.slice(run, index);
      const letter = text[++index] ?? '';
      const short = SHORT_ESCAPES.get(letter);
      if (short === undefined || letter === '/') this.irregular = index;
      if (short !== undefined) {
        result += short;
      } else {
        const digits = text.slice(index + 1, index + 5);
        if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) return FAILED;
        result += String.fromCharCode(Number.parseInt(digits, 16));
        index += 4;
      }
      run = index + 1;
    }
    return FAILED;
  }

  protected number(): Parsed {
    const { text } = this;
    const start = this.position;
    let value = 0;
    let index = start;
    for (; index < start + 9; index++) {
      const digit = text.charCodeAt(index) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const after = text.charCodeAt(index);
    // Up to nine digits and what can only follow a number: an Integer, unless it begins with a zero too many.
    const plain = text.charCodeAt(start) !== 48 || index === start + 1;
    if (index > start && plain && (after === 44 || after === 125 || after === 93)) {
      this.position = index;
      return value;
    }
    return this.longNumber();
  }

  private longNumber(): Parsed {
    PLAIN_DECIMAL.lastIndex = this.position;
    if (PLAIN_DECIMAL.test(this.text)) {
      const start = this.position;
      this.position = PLAIN_DECIMAL.lastIndex;
      return new JavaDouble(Number(this.text.slice(start, this.position)));
    }
    NUMBER.lastIndex = this.position;
    const match = NUMBER.exec(this.text);
    if (!match) return FAILED;
    const [text] = match;
    const value = match[1] === undefined ? integerOf(BigInt(text)) : parseFloatingPoint(text);
    if (textOf(value) !== text) this.irregular = this.position;
    this.position = NUMBER.lastIndex;
    return value;
  }
}

const PLAIN_DECIMAL = new RegExp(`${DECIMAL}(?=[,\\]}]|$)`, 'y');
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)?(?=[\s,\]}]|$)/y;
/** Above U+007E: what json-smart writes as \uXXXX. */
function isEscaped(code: number): boolean {
  return code <= 0x9f || (code >= 0x2000 && code <= 0x20ff);
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
