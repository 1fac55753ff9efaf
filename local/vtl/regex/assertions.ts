import { isLineTerminator } from './char-class';
import type { Assertion } from './node';

export const START: Assertion = (_, position) => position === 0;
export const END: Assertion = (text, position) => position === text.length;
export const LAST_MATCH: Assertion = (_, position, from) => position === from;
export const WORD_BOUNDARY: Assertion = (text, position) => wordAt(text, position - 1) !== wordAt(text, position);
export const NO_WORD_BOUNDARY: Assertion = (text, position) => !WORD_BOUNDARY(text, position, 0);

/** The end, or before a line terminator that ends the text. */
export const END_OR_LAST_LINE: Assertion = (text, position) => {
  if (position === text.length) return true;
  if (position === text.length - 2 && text.endsWith('\r\n')) return true;
  if (position !== text.length - 1 || !isLineTerminator(text.charCodeAt(position))) return false;
  return !(text[position] === '\n' && text[position - 1] === '\r');
};

export const LINE_START: Assertion = (text, position) => {
  if (position === 0) return true;
  if (position === text.length || !isLineTerminator(text.charCodeAt(position - 1))) return false;
  return !(text[position - 1] === '\r' && text[position] === '\n');
};

export const LINE_END: Assertion = (text, position) => {
  if (position === text.length) return true;
  if (!isLineTerminator(text.charCodeAt(position))) return false;
  return !(text[position] === '\n' && text[position - 1] === '\r');
};

function wordAt(text: string, position: number): boolean {
  return position >= 0 && position < text.length && /[\p{L}\p{Nd}_]/u.test(text[position] ?? '');
}
