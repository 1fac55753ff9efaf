const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Where a JSON object or array ends that begins at a place, without looking at what is inside beyond its brackets and
 * strings.
 *
 * @returns The offset behind it; undefined where none begins there, or it does not end
 */
export function endOfJson(data: Buffer, start: number): number | undefined {
  const first = data[start];
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return undefined;
  let depth = 0;
  for (let at = start; at < data.length; at++) {
    const byte = data[at];
    if (byte === QUOTE) {
      at = closingQuote(data, at);
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function closingQuote(data: Buffer, open: number): number {
  for (let at = open + 1; at < data.length; at++) {
    if (data[at] === BACKSLASH) at++;
    else if (data[at] === QUOTE) return at;
  }
  return data.length;
}

/** UTF-8 as text; undefined where it is none. */
export function tryUtf8(data: Uint8Array): string | undefined {
  try {
    return STRICT.decode(data);
  } catch {
    return undefined;
  }
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
