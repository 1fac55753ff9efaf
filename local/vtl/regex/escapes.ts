/** A character written as an escape: its code point and how much text it takes. */
export interface CharEscape {
  readonly code: number;
  readonly length: number;
}

const SIMPLE: { readonly [char: string]: number | undefined } = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };

/** Reads the escape at `position`, where a backslash stands; undefined for what Java refuses. */
export function readEscape(source: string, position: number): CharEscape | undefined {
  const coded = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|0([0-3]?[0-7]{1,2})|c([\s\S]?))/y;
  coded.lastIndex = position;
  const [text, unicode, hex, braced, octal, control] = coded.exec(source) ?? [];
  if (text !== undefined) {
    const digits = unicode ?? hex ?? braced;
    if (digits !== undefined) return { code: Number.parseInt(digits, 16), length: text.length };
    if (octal !== undefined) return { code: Number.parseInt(octal, 8), length: text.length };
    return control ? { code: control.charCodeAt(0) ^ 64, length: text.length } : undefined;
  }
  const code = source.codePointAt(position + 1);
  if (code === undefined) return undefined;
  const char = String.fromCodePoint(code);
  const simple = SIMPLE[char];
  if (simple !== undefined) return { code: simple, length: 2 };
  return /[a-zA-Z]/.test(char) ? undefined : { code, length: 1 + char.length };
}
