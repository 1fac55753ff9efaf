import { isAlphanumeric, isDigit, isHex, isLetter } from './characters';
import type { Detector, FindAtWord, Range } from './detector';

/** What numbers with four parts are of, in the words right before them. */
const VERSION_BEFORE = /(?:version|ver|release|build|firmware|assembly|oid|section|v)[\s:=#"']{1,3}$/i;
/** Products of user agents, whose versions have four parts. */
const PRODUCT_BEFORE =
  /(?:chrome|chromium|crios|edg|edga|edgios|edge|opr|browser|electron|vivaldi|brave|safari|version)\/$/i;
const LOOK_BACK = 16;
const PAIRS = '00:00:00:00:00:00:00:00'.length;

/** Addresses of version 4, dotted, and of version 6, with or without a mapped one. Ports and prefixes are no part. */
export const IP: Detector = {
  kind: 'ip',
  words: {
    shapes: [
      { of: 'digits', from: 1, to: 4 },
      { of: 'mixed', from: 1, to: 4 },
      { of: 'letters', from: 1, to: 4 },
    ],
    find: findAtWord,
  },
  around: { text: '::', find: findCompressed },
};

function findAtWord(...[text, start, end]: Parameters<FindAtWord>): Range | undefined {
  if (text[end] === '.') return findVersion4(text, start);
  if (text[end] === ':' && isHexWord(text, start, end)) return findVersion6(text, start);
  return undefined;
}

function findVersion4(text: string, start: number): Range | undefined {
  const before = text[start - 1];
  // A mapped address is found from its beginning.
  if (before === ':' && text[start - 2] === ':') return undefined;
  if (before === '.' && isAlphanumeric(text, start - 2)) return undefined;
  const end = endOfVersion4(text, start);
  if (end === undefined || isAlphanumeric(text, end) || (text[end] === '.' && isDigit(text, end + 1))) return undefined;
  const context = text.slice(Math.max(0, start - LOOK_BACK), start);
  return VERSION_BEFORE.test(context) || PRODUCT_BEFORE.test(context) ? undefined : { start, end };
}

function endOfVersion4(text: string, start: number): number | undefined {
  let at = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text[at++] !== '.') return undefined;
    const from = at;
    while (at - from < 4 && isDigit(text, at)) at++;
    const digits = text.slice(from, at);
    if (digits === '' || Number(digits) > 255 || (digits.length > 1 && digits.startsWith('0'))) return undefined;
  }
  return at;
}

/** An address that begins with `::`, like `::1`. */
function findCompressed(text: string, at: number): Range | undefined {
  if (isAlphanumeric(text, at - 1) || text[at - 1] === ':') return undefined;
  return findVersion6(text, at);
}

function findVersion6(text: string, start: number): Range | undefined {
  // In the midst of groups, whatever they are, no address begins; behind a name and a colon one may.
  if (text[start - 1] === ':' && isGroupBefore(text, start - 1)) return undefined;
  const { groups, compressed, hasDigit, end } = readGroups(text, start);
  // Eight pairs are the hardware address of a network card, EUI-64.
  const isWhole = compressed ? groups >= 1 && groups <= 7 : groups === 8 && end - start !== PAIRS;
  const goesOn =
    isAlphanumeric(text, end) || (text[end] === ':' && (isAlphanumeric(text, end + 1) || text[end + 1] === ':'));
  return isWhole && hasDigit && !goesOn ? { start, end } : undefined;
}

function isGroupBefore(text: string, colon: number): boolean {
  let at = colon;
  while (colon - at < 5 && isAlphanumeric(text, at - 1)) {
    if (!isHex(text, at - 1)) return false;
    at--;
  }
  return colon - at <= 4;
}

/** Groups of an address as far as they go, at most eight and a mapped one. */
function readGroups(text: string, start: number) {
  let at = start;
  let groups = 0;
  let compressed = false;
  let hasDigit = false;
  while (groups < 8) {
    if (text[at] === ':' && text[at + 1] === ':' && !compressed) {
      compressed = true;
      at += 2;
    } else if (groups > 0 && text[at] === ':' && isHex(text, at + 1)) {
      at++;
    } else if (groups > 0 && text[at - 1] !== ':') {
      break;
    }
    const from = at;
    while (at - from < 5 && isHex(text, at)) {
      hasDigit ||= isDigit(text, at);
      at++;
    }
    if (at === from || at - from > 4) break;
    if (text[at] === '.') {
      const mapped = endOfVersion4(text, from);
      if (mapped === undefined) {
        groups++;
        break;
      }
      return { groups: groups + 2, compressed, hasDigit: true, end: mapped };
    }
    groups++;
  }
  return { groups, compressed, hasDigit, end: at };
}

function isHexWord(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isHex(text, at)) return false;
  return !isLetter(text, start - 1);
}
