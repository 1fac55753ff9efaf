import { endOfDigits, isDigit } from './characters';

/** Digits written in groups. */
export interface Grouped {
  readonly digits: string;
  readonly end: number;
}

/**
 * Reads digits in groups of exact lengths with one separator throughout, e.g. `4111 1111 1111 1111`.
 *
 * @param separators What may part the groups
 * @returns The digits without separators, undefined where they are grouped otherwise or more digits follow
 */
export function readGroups(
  text: string,
  start: number,
  lengths: readonly number[],
  separators: string,
): Grouped | undefined {
  let at = start;
  let separator = '';
  for (let group = 0; group < lengths.length; group++) {
    if (group > 0 && text[at++] !== separator) return undefined;
    const end = endOfDigits(text, at, (lengths[group] as number) + 1);
    if (end - at !== lengths[group]) return undefined;
    at = end;
    if (group > 0) continue;
    separator = text[at] ?? '';
    if (separator === '' || !separators.includes(separator)) return undefined;
  }
  if (continues(text, at, separator)) return undefined;
  return { digits: text.slice(start, at).replaceAll(separator, ''), end: at };
}

/** Whether a number goes on behind a place: by a decimal fraction, or a further group that no space parts from it. */
export function continues(text: string, end: number, separator = ''): boolean {
  if (text[end] === '.' && isDigit(text, end + 1)) return true;
  return separator !== ' ' && separator !== '' && text[end] === separator && isDigit(text, end + 1);
}

/** Whether a number is a part of one that begins before it: `0.4111`, `12-4111`. */
export function isContinued(text: string, start: number): boolean {
  const before = text[start - 1];
  return (before === '.' || before === '-') && isDigit(text, start - 2);
}
