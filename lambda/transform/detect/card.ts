import { endOfDigits, isAlphanumeric } from './characters';
import { isLuhn } from './check-digits';
import type { Detector, Range } from './detector';
import { continues, isContinued } from './groups';

/** Numbers of issuers and the lengths of their cards. Source: ISO/IEC 7812 ranges as the schemes publish them. */
const ISSUERS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [400_000, 499_999, [13, 16, 19]], // Visa
  [510_000, 559_999, [16]], // Mastercard
  [222_100, 272_099, [16]],
  [340_000, 349_999, [15]], // American Express
  [370_000, 379_999, [15]],
  [601_100, 601_199, [16, 17, 18, 19]], // Discover
  [644_000, 659_999, [16, 17, 18, 19]],
  [620_000, 629_999, [16, 17, 18, 19]], // UnionPay
  [300_000, 305_999, [14, 16]], // Diners Club
  [309_500, 309_599, [14, 16]],
  [360_000, 369_999, [14, 16]],
  [380_000, 399_999, [14, 16]],
  [352_800, 358_999, [16, 17, 18, 19]], // JCB
  [500_000, 509_999, [16, 17, 18, 19]], // Maestro
  [560_000, 589_999, [16, 17, 18, 19]],
  [630_000, 639_999, [16, 17, 18, 19]],
  [670_000, 679_999, [16, 17, 18, 19]],
  [220_000, 220_499, [16, 17, 18, 19]], // Mir
];

/** How cards are embossed: lengths of the groups, behind the first of four. */
const SHAPES = new Set([444, 4443, 4442, 4441, 65, 64, 442, 441]);
const MAX_GROUPS = 5;
const SEPARATORS = [' ', '-', '\u00a0'];
/** First digits of cards. Most numbers are told by them. */
const FIRST_FOUR = new Uint8Array(10_000);
for (const [from, to] of ISSUERS) FIRST_FOUR.fill(1, Math.floor(from / 100), Math.floor(to / 100) + 1);

/** Numbers of payment cards: of an issuer, with its length, with the Luhn digit; plain or in the usual groups. */
export const CARD: Detector = {
  kind: 'card',
  words: {
    shapes: [
      { of: 'digits', from: 13, to: 19 },
      { of: 'digits', from: 4, to: 4 },
    ],
    find: findCard,
  },
};

function findCard(text: string, start: number, end: number): Range | undefined {
  if (isContinued(text, start)) return undefined;
  if (end - start > 4) return !continues(text, end, '-') && isCard(text, start, end) ? { start, end } : undefined;
  const separator = text[end] ?? '';
  if (!SEPARATORS.includes(separator) || FIRST_FOUR[Number(text.slice(start, end))] !== 1) return undefined;
  return findEmbossed(text, start, separator);
}

/** The longest card in groups that begins at a place. */
function findEmbossed(text: string, start: number, separator: string): Range | undefined {
  let shape = 0;
  let found: Range | undefined;
  for (let at = start + 5, group = 1; group < MAX_GROUPS; group++) {
    const end = endOfDigits(text, at, 7);
    if (end === at || end - at > 6) break;
    shape = shape * 10 + end - at;
    const isEnd = SHAPES.has(shape) && !isAlphanumeric(text, end) && !continues(text, end, separator);
    if (isEnd && isCard(text, start, end)) found = { start, end };
    if (text[end] !== separator) break;
    at = end + 1;
  }
  return found;
}

function isCard(text: string, start: number, end: number): boolean {
  // Nine of ten numbers are told by it.
  if (!isLuhn(text, start, end)) return false;
  const digits = text.slice(start, end).replace(/[^0-9]/g, '');
  const issuer = Number(digits.slice(0, 6));
  return ISSUERS.some(([from, to, lengths]) => issuer >= from && issuer <= to && lengths.includes(digits.length));
}
