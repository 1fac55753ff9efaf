/** A part of a text, from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * JSON as it was sent, without the white space between its parts: numbers, escapes and the order of members stay.
 *
 * @param text Well-formed JSON
 */
export function compact(text: string, { start, end }: Span = { start: 0, end: text.length }): string {
  let result = '';
  let from = start;
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (isSpace(code)) {
      result += text.slice(from, at);
      while (at < end && isSpace(text.charCodeAt(at))) at++;
      from = at;
    } else at++;
  }
  return result + text.slice(from, end);
}

/**
 * Where the value of a member lies in an object; of several of one name, the last, as `JSON.parse` has it.
 *
 * @param text Well-formed JSON
 * @param at Where the object begins
 * @returns undefined where there is no such member
 */
export function tryMember(text: string, at: number, name: string): Span | undefined {
  let found: Span | undefined;
  for (let next = skipSpace(text, at + 1); text.charCodeAt(next) !== CLOSING_BRACE; ) {
    const afterName = endOfString(text, next);
    const isWanted = JSON.parse(text.slice(next, afterName)) === name;
    const start = skipSpace(text, skipSpace(text, afterName) + 1);
    const end = endOfValue(text, start);
    if (isWanted) found = { start, end };
    next = nextItem(text, end);
  }
  return found;
}

/**
 * Where the items of an array lie.
 *
 * @param text Well-formed JSON
 * @param at Where the array begins
 */
export function items(text: string, at: number): Span[] {
  const found: Span[] = [];
  for (let start = skipSpace(text, at + 1); text.charCodeAt(start) !== CLOSING_BRACKET; ) {
    const end = endOfValue(text, start);
    found.push({ start, end });
    start = nextItem(text, end);
  }
  return found;
}

/**
 * Where the value at a path lies: names of members, and indexes of items.
 *
 * @param text Well-formed JSON
 * @param at Where the value begins that the path starts from
 * @returns undefined where there is none
 */
export function tryValue(text: string, at: number, path: readonly (string | number)[]): Span | undefined {
  let found: Span | undefined = { start: at, end: endOfValue(text, at) };
  for (const step of path) {
    const kind = text.charCodeAt(found.start);
    if (kind !== (typeof step === 'string' ? OPENING_BRACE : OPENING_BRACKET)) return undefined;
    found = typeof step === 'string' ? tryMember(text, found.start, step) : items(text, found.start)[step];
    if (found === undefined) return undefined;
  }
  return found;
}

/** Where the value of a whole text begins. */
export function startOf(text: string): number {
  return skipSpace(text, 0);
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

function endOfValue(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (code === QUOTE) return endOfString(text, start);
  if (code === OPENING_BRACE || code === OPENING_BRACKET) return endOfStructure(text, start);
  let at = start;
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at++;
  return at;
}

function endOfStructure(text: string, start: number): number {
  let depth = 0;
  for (let at = start; ; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    at++;
    if (code === OPENING_BRACE || code === OPENING_BRACKET) depth++;
    else if ((code === CLOSING_BRACE || code === CLOSING_BRACKET) && --depth === 0) return at;
  }
}

/** After the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
}

/** Where the next item begins, or the structure ends. */
function nextItem(text: string, end: number): number {
  const at = skipSpace(text, end);
  return text.charCodeAt(at) === COMMA ? skipSpace(text, at + 1) : at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function endsScalar(code: number): boolean {
  return code === COMMA || code === CLOSING_BRACE || code === CLOSING_BRACKET || isSpace(code);
}

/** Source: RFC 8259, section 2. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
