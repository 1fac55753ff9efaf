import { JavaList, JavaMap } from '../java/collections';
import { integerOf, JavaDouble } from '../java/numbers';
import { textOf } from '../java/text';
import type { Value } from '../java/value';
import { NextPlace } from './next-place';
import { parseFloatingPoint } from './number';
import { DECIMAL, type ObjectShape, shapeOf } from './shape';
import { ShapedObject } from './shaped-object';
import { type JsonDocument, JsonRange } from './source';

/** Deeper nesting is json-smart's own refusal, made by the full parser. */
const MAX_DEPTH = 400;
export const FAILED = Symbol('not strict JSON');
export type Parsed = Value | typeof FAILED;

const QUOTE = 34;
const BACKSLASH = 92;
const OPENING_BRACE = 123;
/** What json-smart would write as an escape, but for quotes and backslashes. */
const SPECIAL = /[^ -~\u00a0-\u1fff\u2100-\uffff]/;

/** A short list is sooner parsed than learned from. */
const ITEMS_BEFORE_LEARNING = 3;
const SHAPES_PER_LIST = 4;
const SHAPES_PER_DOCUMENT = 32;

/** The value of a document that is JSON by RFC 8259 and no more; FAILED for any other. */
export function tryParseStrict(document: JsonDocument): Parsed {
  return new StrictParser(document).parse();
}

/** The value of a document known to be JSON. */
export function parseStrict(document: JsonDocument): Value {
  const value = tryParseStrict(document);
  if (value === FAILED) throw new Error(`not JSON: ${document.text}`);
  return value;
}

class StrictParser {
  private depth = 0;
  /** Where the text last was other than json-smart would write it. */
  private irregular = -1;
  /** The keys of the objects before, by their place: an object of the same shape need not copy them again. */
  private readonly shapes: string[][] = [];

  private position = 0;
  private readonly text: string;
  private readonly backslash: NextPlace;
  private readonly special: NextPlace;
  private learned = 0;

  constructor(private readonly document: JsonDocument) {
    const { text } = document;
    this.text = text;
    this.backslash = new NextPlace(text, (part) => part.indexOf('\\'));
    this.special = new NextPlace(text, (part) => part.search(SPECIAL));
  }

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
      case OPENING_BRACE:
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
      if (code > 32 || (code !== 32 && code !== 10 && code !== 13 && code !== 9)) return;
      this.irregular = this.position++;
    }
  }

  private word(word: string, value: Value): Parsed {
    if (!this.text.startsWith(word, this.position)) return FAILED;
    this.position += word.length;
    return value;
  }

  private string(): string | typeof FAILED {
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

  private number(): Parsed {
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

  private array(): Parsed {
    const { position } = this;
    const items: Value[] = [];
    if (!this.elements(items)) return FAILED;
    const list = new JavaList(items, true);
    list.source = this.sourceFrom(position);
    return list;
  }

  private object(): Parsed {
    const { position } = this;
    const map = new JavaMap();
    if (!this.members(map)) return FAILED;
    map.source = this.sourceFrom(position);
    return map;
  }

  private elements(items: Value[]): boolean {
    if (++this.depth > MAX_DEPTH) return false;
    const shapes: ObjectShape[] = [];
    this.position++;
    this.space();
    if (this.text.charCodeAt(this.position) === 93) {
      this.position++;
    } else {
      for (;;) {
        const value = this.item(items.length, shapes);
        if (value === FAILED) return false;
        items.push(value);
        this.space();
        const code = this.text.charCodeAt(this.position++);
        if (code === 93) break;
        if (code !== 44) return false;
      }
    }
    this.depth--;
    return true;
  }

  /** An item of a list. Objects of a shape that was there before stay unread; others are learned from. */
  private item(index: number, shapes: ObjectShape[]): Parsed {
    if (index < ITEMS_BEFORE_LEARNING) return this.value();
    this.space();
    const start = this.position;
    if (this.text.charCodeAt(start) !== OPENING_BRACE) return this.value();
    for (const shape of shapes) {
      const end = shape.tryEnd(this.text, start);
      if (end < 0) continue;
      this.position = end;
      return new JavaMap(new ShapedObject(this.document, shape, start));
    }
    const map = this.object();
    if (map instanceof JavaMap && shapes.length < SHAPES_PER_LIST && this.learned < SHAPES_PER_DOCUMENT) {
      const shape = map.source ? shapeOf(map) : undefined;
      if (shape) {
        shapes.push(shape);
        this.learned++;
      }
    }
    return map;
  }

  private members(map: JavaMap): boolean {
    if (++this.depth > MAX_DEPTH) return false;
    this.position++;
    const shape = this.shape();
    this.space();
    if (this.text.charCodeAt(this.position) === 125) {
      this.position++;
    } else {
      let distinct = true;
      for (let place = 0; ; place++) {
        this.space();
        const { position } = this;
        let key: string | typeof FAILED | undefined = this.expectedKey(shape[place]);
        if (key === undefined) {
          key = this.text.charCodeAt(position) === QUOTE ? this.string() : FAILED;
          if (key === FAILED) return false;
          // A key that is escaped, or was there before, makes the text other than json-smart's.
          distinct &&= this.position === position + key.length + 2 && !shape.slice(0, place).includes(key);
          // What follows was the order of another object; a key that is there twice must not be expected.
          shape.length = Math.min(place, shape.length);
          if (distinct) shape.push(key);
          else this.irregular = position;
        }
        this.space();
        if (this.text.charCodeAt(this.position++) !== 58) return false;
        const value = this.value();
        if (value === FAILED) return false;
        if (distinct) map.append(key, value);
        else map.store(key, value);
        this.space();
        const code = this.text.charCodeAt(this.position++);
        if (code === 125) break;
        if (code !== 44) return false;
      }
    }
    this.depth--;
    return true;
  }

  private shape(): string[] {
    let shape = this.shapes[this.depth];
    if (!shape) {
      shape = [];
      this.shapes[this.depth] = shape;
    }
    return shape;
  }

  /** The key that stood at this place in the object before, if it stands here again. */
  private expectedKey(expected: string | undefined): string | undefined {
    const { text, position } = this;
    if (expected === undefined || text.charCodeAt(position) !== QUOTE || !text.startsWith(expected, position + 1)) {
      return undefined;
    }
    const end = position + 1 + expected.length;
    if (text.charCodeAt(end) !== QUOTE || expected.includes('\\')) return undefined;
    this.position = end + 1;
    return expected;
  }

  /** Text that json-smart would write otherwise is of no use, nor is what surrounds it. */
  private sourceFrom(start: number): JsonRange | undefined {
    return this.irregular < start ? new JsonRange(this.document, start, this.position) : undefined;
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
