/** What a UTF-16 code unit is: tables are faster than comparisons, and a text is read once by them for all detectors. */
export const DIGIT = 1;
export const LETTER = 2;
const HEX = 4;

/** By code unit of ASCII. */
export const KINDS = new Uint8Array(128);
for (let code = 0x30; code <= 0x39; code++) KINDS[code] = DIGIT | HEX;
for (let code = 0x41; code <= 0x5a; code++) KINDS[code] = KINDS[code + 32] = LETTER | (code <= 0x46 ? HEX : 0);

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  // Beyond the text the code is NaN, which is less than nothing.
  return code < 128 ? (KINDS[code] as number) : 0;
}

/** Whether an ASCII digit stands at a place; false beyond the text. */
export function isDigit(text: string, at: number): boolean {
  return (kindAt(text, at) & DIGIT) !== 0;
}

/** Whether an ASCII letter stands at a place. */
export function isLetter(text: string, at: number): boolean {
  return (kindAt(text, at) & LETTER) !== 0;
}

/** Whether an ASCII letter or digit stands at a place: what words are made of. */
export function isAlphanumeric(text: string, at: number): boolean {
  return (kindAt(text, at) & (DIGIT | LETTER)) !== 0;
}

/** Whether a hexadecimal digit stands at a place. */
export function isHex(text: string, at: number): boolean {
  return (kindAt(text, at) & HEX) !== 0;
}

/** End of the digits that begin at a place, looking at `most` at most. */
export function endOfDigits(text: string, from: number, most: number): number {
  let at = from;
  while (at - from < most && isDigit(text, at)) at++;
  return at;
}
