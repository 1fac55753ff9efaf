/** A text in the characters that detectors know. */
export interface Folded {
  readonly text: string;
  /** Where each of its characters begins in the text as it came, and where that ends. */
  readonly places: Uint32Array;
}

/** What is read as nothing, and dashes, which are hyphens before a digit alone: in prose they part sentences. */
const NOTHING = 1;
const DASH = 2;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const QUOTE = 0x22;
const PERCENT = 0x25;
const SLASH = 0x2f;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

/** What a character beyond ASCII is read as, by its code unit; 0 for itself. */
const READINGS = new Uint8Array(65_536);
const changing: string[] = [];

function read(as: number, ...ranges: readonly (readonly [from: number, to?: number])[]): void {
  for (const [from, to = from] of ranges) {
    for (let code = from; code <= to; code++) READINGS[code] = as < ZERO ? as : as + code - from;
    changing.push(`${String.fromCharCode(from)}-${String.fromCharCode(to)}`);
  }
}

read(SPACE, [0x00a0], [0x2000, 0x200a], [0x202f], [0x205f], [0x3000]);
read(HYPHEN, [0x2010, 0x2011], [0xfe63]);
read(DASH, [0x2012, 0x2015], [0x2212]);
// Soft hyphens, joiners, marks of direction and the like: nobody sees them.
read(NOTHING, [0x00ad], [0x061c], [0x180e], [0x200b, 0x200f], [0x202a, 0x202e], [0x2060, 0x2064], [0xfeff]);
/** Digits of other scripts, from their zeros on. Source: Unicode 16, general category Nd. */
for (const zero of [
  ...[0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50],
  ...[0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50],
  ...[0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0],
]) {
  read(ZERO, [zero, zero + 9]);
}
// Letters, digits and signs of full width.
for (let code = 0x21; code < 0x7f; code++) READINGS[code + 0xfee0] = code;
changing.push('\uff01-\uff5e');

/** The mathematical digits, in five styles: halves of characters beyond U+FFFF. */
const MATHEMATICAL = { first: 0xd835, from: 0xdfce, to: 0xdfff };
changing.push('\ud835');

const MAY_CHANGE = new RegExp(`[\\\\%${changing.join('')}]`);
/** Backslashes before an escape: each text within a text doubles them. */
const MAX_BACKSLASHES = 8;

/**
 * Reads a text as a person would: digits of any script and width, spaces and hyphens of any kind, nothing where nothing
 * is seen; and as programs do that read a text within it: `%40` of a URL, and, where there are quotation marks, `\n` and
 * `\u0040` of JSON.
 *
 * @returns Undefined where that changes nothing
 */
export function tryFold(text: string): Folded | undefined {
  if (!MAY_CHANGE.test(text)) return undefined;
  const isQuoted = text.includes('"');
  const codes = new Uint16Array(text.length);
  const places = new Uint32Array(text.length + 1);
  let length = 0;
  let isChanged = false;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const end = code < 128 ? endOfEscape(text, at, code, isQuoted) : endOfCharacter(text, at, code);
    const reading = end === at + 1 ? readingOf(text, at, code) : escaped(text, at, end, code);
    isChanged ||= reading !== code || end > at + 1;
    if (reading !== NOTHING || code === NOTHING) {
      codes[length] = reading;
      places[length++] = at;
    }
    at = end;
  }
  if (!isChanged) return undefined;
  places[length] = text.length;
  return { text: Buffer.from(codes.buffer, 0, length * 2).toString('utf16le'), places };
}

function readingOf(text: string, at: number, code: number): number {
  const reading = code < 128 ? code : READINGS[code] || code;
  if (reading !== DASH || code === DASH) return reading;
  const next = text.charCodeAt(at + 1);
  return isDigit(next < 128 ? next : (READINGS[next] ?? 0)) ? HYPHEN : code;
}

function endOfCharacter(text: string, at: number, code: number): number {
  if (code !== MATHEMATICAL.first) return at + 1;
  const second = text.charCodeAt(at + 1);
  return second >= MATHEMATICAL.from && second <= MATHEMATICAL.to ? at + 2 : at + 1;
}

/** End of what begins as an escape does; of any other character its own end. */
function endOfEscape(text: string, at: number, code: number, isQuoted: boolean): number {
  if (code === PERCENT) {
    const high = text.charCodeAt(at + 1);
    return high > 0x31 && high < 0x38 && hexOf(text.charCodeAt(at + 2)) >= 0 ? at + 3 : at + 1;
  }
  if (code !== BACKSLASH || !isQuoted) return at + 1;
  let end = at + 1;
  while (end - at < MAX_BACKSLASHES && text.charCodeAt(end) === BACKSLASH) end++;
  const mark = text.charCodeAt(end);
  if (mark === LOWER_U) {
    for (let digit = end + 1; digit < end + 5; digit++) if (hexOf(text.charCodeAt(digit)) < 0) return at + 1;
    return end + 5;
  }
  return ESCAPED[mark] === undefined ? at + 1 : end + 1;
}

/** White space, and what stands for itself. */
const ESCAPED: { readonly [mark: number]: number } = {
  [QUOTE]: QUOTE,
  [SLASH]: SLASH,
  ...Object.fromEntries([...'bfnrt'].map((mark) => [mark.charCodeAt(0), SPACE])),
};

/** What is meant by an escape, or by a character of two halves. */
function escaped(text: string, at: number, end: number, code: number): number {
  if (code === MATHEMATICAL.first) return ZERO + ((text.charCodeAt(at + 1) - MATHEMATICAL.from) % 10);
  if (code === PERCENT) return Number.parseInt(text.slice(at + 1, end), 16);
  const meant = ESCAPED[text.charCodeAt(end - 1)];
  if (text.charCodeAt(end - 5) !== LOWER_U || end - at < 6) return meant ?? SPACE;
  const unit = Number.parseInt(text.slice(end - 4, end), 16);
  const reading = unit < 128 ? unit : READINGS[unit] || unit;
  return reading === DASH ? HYPHEN : reading;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code < ZERO + 10;
}

/** Value of a hexadecimal digit; -1 for anything else. */
function hexOf(code: number): number {
  if (isDigit(code)) return code - ZERO;
  const letter = code | 0x20;
  return letter > 0x60 && letter < 0x67 ? letter - 0x57 : -1;
}
