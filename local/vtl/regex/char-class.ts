import type { CharTest } from './node';

const range =
  (from: number, to: number): CharTest =>
  (code) =>
    code >= from && code <= to;
const DIGIT = range(48, 57);
const LOWER = range(97, 122);
const UPPER = range(65, 90);
const ALPHA = any(LOWER, UPPER);
const ALNUM = any(ALPHA, DIGIT);
const WORD = any(ALNUM, (code) => code === 95);
const SPACE: CharTest = (code) => code === 32 || (code >= 9 && code <= 13);
const BLANK: CharTest = (code) => code === 32 || code === 9;
const HORIZONTAL = oneOf('\t \u00a0\u1680\u180e\u202f\u205f\u3000', range(0x2000, 0x200a));
const VERTICAL = oneOf('\n\u000b\f\r\u0085\u2028\u2029');
const PUNCT = any(range(33, 47), range(58, 64), range(91, 96), range(123, 126));

/** `\d`, `\w`, `\s`, `\h`, `\v` and their opposites. */
export const ESCAPED_CLASSES: ReadonlyMap<string, CharTest> = new Map([
  ['d', DIGIT],
  ['D', not(DIGIT)],
  ['w', WORD],
  ['W', not(WORD)],
  ['s', SPACE],
  ['S', not(SPACE)],
  ['h', HORIZONTAL],
  ['H', not(HORIZONTAL)],
  ['v', VERTICAL],
  ['V', not(VERTICAL)],
]);

const POSIX: ReadonlyMap<string, CharTest> = new Map([
  ['Lower', LOWER],
  ['Upper', UPPER],
  ['ASCII', range(0, 127)],
  ['Alpha', ALPHA],
  ['Digit', DIGIT],
  ['Alnum', ALNUM],
  ['Punct', PUNCT],
  ['Graph', any(ALNUM, PUNCT)],
  ['Print', range(32, 126)],
  ['Blank', BLANK],
  ['Cntrl', any(range(0, 31), (code) => code === 127)],
  ['XDigit', any(DIGIT, range(97, 102), range(65, 70))],
  ['Space', SPACE],
]);

/** `\p{name}`: a POSIX class, or a category or script of Unicode; undefined for an unknown one. */
export function namedClass(name: string): CharTest | undefined {
  const posix = POSIX.get(name);
  if (posix) return posix;
  const java = /^(?:java(?:LowerCase|UpperCase|Letter|Digit|Whitespace)|Is(.+)|(?:sc|script)=(.+))$/.exec(name);
  const property = JAVA_PROPERTIES[name] ?? java?.[1] ?? java?.[2] ?? name;
  for (const source of [`\\p{${property}}`, `\\p{Script=${property}}`]) {
    try {
      const pattern = new RegExp(`^${source}$`, 'u');
      return (code) => pattern.test(String.fromCodePoint(code));
    } catch {
      // Not this kind of property: the next is tried.
    }
  }
  return undefined;
}

const JAVA_PROPERTIES: { readonly [name: string]: string | undefined } = {
  javaLowerCase: 'Lowercase',
  javaUpperCase: 'Uppercase',
  javaLetter: 'L',
  javaDigit: 'Nd',
  javaWhitespace: 'White_Space',
};

export function any(...tests: readonly CharTest[]): CharTest {
  return (code) => tests.some((test) => test(code));
}

export function all(...tests: readonly CharTest[]): CharTest {
  return (code) => tests.every((test) => test(code));
}

export function not(test: CharTest): CharTest {
  return (code) => !test(code);
}

function oneOf(chars: string, ...others: readonly CharTest[]): CharTest {
  const codes = new Set([...chars].map((char) => char.codePointAt(0) ?? 0));
  return any((code) => codes.has(code), ...others);
}

/** One character or a range, in either case of ASCII letters where `ignoreCase`. */
export function charRange(from: number, to: number, ignoreCase: boolean): CharTest {
  const test: CharTest = from === to ? (code) => code === from : range(from, to);
  return ignoreCase ? (code) => test(code) || (ALPHA(code) && test(code ^ 32)) : test;
}

export function isLineTerminator(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}
