import { isAlphanumeric, isDigit } from './characters';
import type { Detector, Range } from './detector';
import { isContinued, readGroups } from './groups';

/** Digits of an international number, country code included. Source: ITU-T E.164, and the shortest in use. */
const MIN_DIGITS = 8;
const MAX_DIGITS = 15;
/** Digits of a national number with its leading zero. */
const NATIONAL = { min: 9, max: 12 };

/**
 * Telephone numbers that are written as such: international with `+`, national with a leading zero and in groups, and
 * in the forms of North America. A number that is digits alone might be anything, and is found by its path.
 */
export const PHONE: Detector = {
  kind: 'phone',
  words: { shapes: [{ of: 'digits', from: 1, to: MAX_DIGITS }], find: findPhone },
};

function findPhone(text: string, start: number, end: number): Range | undefined {
  if (text[start - 1] === '+') return findInternational(text, start);
  if (isContinued(text, start)) return undefined;
  const american = end - start === 3 ? findNorthAmerican(text, start) : undefined;
  if (american !== undefined) return american;
  if (text[start] === '0' && end - start <= 5) return findNational(text, start);
  return undefined;
}

function findInternational(text: string, start: number): Range | undefined {
  if (text[start] === '0' || isAlphanumeric(text, start - 2)) return undefined;
  const { digits, end } = readDigits(text, start, ' -./()\u00a0');
  return digits >= MIN_DIGITS && digits <= MAX_DIGITS ? { start: start - 1, end } : undefined;
}

/** Area code and exchange begin with 2 to 9. Source: North American Numbering Plan. */
function findNorthAmerican(text: string, start: number): Range | undefined {
  if (text[start - 1] === '(' && text[start + 3] === ')') {
    const from = text[start + 4] === ' ' ? start + 5 : start + 4;
    const local = readGroups(text, from, [3, 4], '-. ');
    const isLegal = local !== undefined && isExchange(text, start) && isExchange(text, from);
    return isLegal && !isAlphanumeric(text, local.end) ? { start: start - 1, end: local.end } : undefined;
  }
  const whole = readGroups(text, start, [3, 3, 4], '-. ');
  const isLegal = whole !== undefined && isExchange(text, start) && isExchange(text, start + 4);
  return isLegal && !isAlphanumeric(text, whole.end) ? { start, end: whole.end } : undefined;
}

function findNational(text: string, start: number): Range | undefined {
  if (!isDigit(text, start + 1) || text[start + 1] === '0') return undefined;
  // The midst of a row of numbers.
  if (text[start - 1] === ' ' && isDigit(text, start - 2)) return undefined;
  const { digits, end, groups, separators } = readDigits(text, start, ' -./\u00a0');
  const isOne = separators.length === 1 || (separators.length === 2 && separators.includes('/'));
  return isOne && groups >= 2 && digits >= NATIONAL.min && digits <= NATIONAL.max ? { start, end } : undefined;
}

/** Digits with single separators between them, brackets around some; one more than any number has is enough. */
function readDigits(text: string, start: number, allowed: string) {
  let separators = '';
  let at = start;
  let digits = 0;
  let groups = 1;
  while (digits <= MAX_DIGITS) {
    while (digits <= MAX_DIGITS && isDigit(text, at)) {
      digits++;
      at++;
    }
    let next = at;
    while (next - at < 3 && allowed.includes(text[next] ?? '\n')) next++;
    if (next === at || !isDigit(text, next)) break;
    const separator = text[at] ?? '';
    if (!separators.includes(separator)) separators += separator;
    groups++;
    at = next;
  }
  return { digits, end: at, groups, separators };
}

function isExchange(text: string, at: number): boolean {
  return text.charCodeAt(at) >= 0x32;
}
