import { JavaList, JavaMap } from '../java/collections';
import type { Value } from '../java/value';
import { FAILED, type Parsed, QUOTE, ScalarReader } from './scalar-reader';
import { type ObjectShape, shapeOf } from './shape';
import { ShapedObject } from './shaped-object';
import { type JsonDocument, JsonRange } from './source';

/** Deeper nesting is json-smart's own refusal, made by the full parser. */
const MAX_DEPTH = 400;
const OPENING_BRACE = 123;

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

class StrictParser extends ScalarReader {
  private depth = 0;
  /** The keys of the object before, by depth: an object with the same keys need not copy them again. */
  private readonly keys: string[][] = [];
  private learned = 0;

  constructor(private readonly document: JsonDocument) {
    super(document.text);
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
      return ShapedObject.map(this.document, shape, start);
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
    const keys = this.keysBefore();
    this.space();
    if (this.text.charCodeAt(this.position) === 125) {
      this.position++;
    } else {
      let distinct = true;
      for (let place = 0; ; place++) {
        this.space();
        const { position } = this;
        let key: string | typeof FAILED | undefined = this.expectedKey(keys[place]);
        if (key === undefined) {
          key = this.text.charCodeAt(position) === QUOTE ? this.string() : FAILED;
          if (key === FAILED) return false;
          // A key that is or would be escaped, or was there before, makes the text other than json-smart's.
          const plain = this.irregular < position && this.position === position + key.length + 2;
          distinct &&= plain && !keys.slice(0, place).includes(key);
          // What follows was the order of another object; a key that is there twice must not be expected.
          keys.length = Math.min(place, keys.length);
          if (distinct) keys.push(key);
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

  private keysBefore(): string[] {
    let keys = this.keys[this.depth];
    if (!keys) {
      keys = [];
      this.keys[this.depth] = keys;
    }
    return keys;
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
