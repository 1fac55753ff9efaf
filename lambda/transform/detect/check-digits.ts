/** Sum of the digits of a number, each times its weight. */
export function weighted(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++) sum += digitAt(digits, at) * (weights[at] ?? 0);
  return sum;
}

/** Luhn of the digits in a part of a text, whatever else is between them. ISO/IEC 7812-1 annex B. */
export function isLuhn(text: string, start: number, end: number): boolean {
  let sum = 0;
  for (let at = end - 1, double = false; at >= start; at--) {
    const digit = digitAt(text, at);
    if (digit < 0 || digit > 9) continue;
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
    double = !double;
  }
  return sum % 10 === 0;
}

/** ISO 7064 MOD 97-10, taken a character at a time: letters count as 10 to 35, in either case. */
export function mod97(remainder: number, code: number): number {
  return code <= 0x39 ? (remainder * 10 + code - 0x30) % 97 : (remainder * 100 + (code & 0xdf) - 0x37) % 97;
}

/** ISO 7064 MOD 11,10 with its check digit at the end. */
export function isMod1110(digits: string): boolean {
  let product = 10;
  for (let at = 0; at < digits.length - 1; at++) {
    const sum = (product + digitAt(digits, at)) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (product + digitAt(digits, digits.length - 1)) % 10 === 1;
}

// The dihedral group of order ten, and the permutations by place: J. Verhoeff, "Error detecting decimal codes", 1969.
const PRODUCTS = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const PERMUTATIONS = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];

/** Verhoeff, with its check digit at the end. */
export function isVerhoeff(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const permuted = digitAt(PERMUTATIONS[at % 8] ?? '', digitAt(digits, digits.length - 1 - at));
    sum = digitAt(PRODUCTS[sum] ?? '', permuted);
  }
  return sum === 0;
}

export function digitAt(digits: string, at: number): number {
  return digits.charCodeAt(at) - 0x30;
}
