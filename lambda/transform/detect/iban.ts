import { isAlphanumeric, isDigit, isLetter } from './characters';
import { mod97 } from './check-digits';
import type { Detector, Range } from './detector';

/** Lengths by country. Source: SWIFT, IBAN Registry, release 99. */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** International account numbers: a country's length, and the check digits of ISO 7064; plain or in groups of four. */
export const IBAN: Detector = {
  kind: 'iban',
  words: { shapes: [{ of: 'mixed', from: 4, to: 34 }], find: findIban },
};

function findIban(text: string, start: number, end: number): Range | undefined {
  if (!isLetter(text, start) || !isLetter(text, start + 1)) return undefined;
  if (!isDigit(text, start + 2) || !isDigit(text, start + 3)) return undefined;
  const country = text.slice(start, start + 2);
  const length = LENGTHS[country.toUpperCase()];
  if (length === undefined) return undefined;
  if (end - start === length) return isIban(text, start, end) ? { start, end } : undefined;
  // Lower case is written in one piece only: words of four letters would be taken for groups.
  if (end - start !== 4 || country !== country.toUpperCase()) return undefined;
  return findGrouped(text, start, length);
}

function findGrouped(text: string, start: number, length: number): Range | undefined {
  const separator = text[start + 4];
  if (separator !== ' ' && separator !== '\u00a0' && separator !== '-') return undefined;
  let at = start;
  for (let read = 0; read < length; read++) {
    if (read > 0 && read % 4 === 0 && text[at++] !== separator) return undefined;
    if (!isAlphanumeric(text, at++)) return undefined;
  }
  return !isAlphanumeric(text, at) && isIban(text, start, at) ? { start, end: at } : undefined;
}

/** Country and check digits count behind all others. */
function isIban(text: string, start: number, end: number): boolean {
  let remainder = 0;
  for (let at = start + 4; at < end; at++)
    if (isAlphanumeric(text, at)) remainder = mod97(remainder, text.charCodeAt(at));
  for (let at = start; at < start + 4; at++) remainder = mod97(remainder, text.charCodeAt(at));
  return remainder === 1;
}
