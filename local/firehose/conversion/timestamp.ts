const LOCAL =
  /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?(Z|[+-]\d{2}:?\d{2})?$/;
/** From this many digits on, OpenX takes a number for milliseconds. Source: its ParsePrimitiveUtils. */
const MILLISECOND_DIGITS = 13;

/**
 * A time as OpenX's deserializer reads it: ISO 8601 with Z, `yyyy-M-d HH:mm:ss`, epoch seconds, milliseconds or seconds
 * with a fraction.
 *
 * @returns Milliseconds since the epoch
 */
export function parseOpenXTimestamp(value: unknown): number | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  if (/^-?\d+$/.test(text)) {
    return text.replace('-', '').length >= MILLISECOND_DIGITS ? valid(Number(text)) : valid(Number(text) * 1_000);
  }
  if (/^-?\d+\.\d+(?:[eE]\+?\d+)?$/.test(text)) return valid(Math.round(Number(text) * 1_000));
  return parseLocal(text);
}

/**
 * A time as Hive's deserializer reads it.
 *
 * @param formats Patterns of Joda's DateTimeFormat, or `millis`; none for `java.sql.Timestamp.valueOf`
 */
export function parseHiveTimestamp(value: unknown, formats: readonly string[]): number | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  for (const format of formats) {
    const time =
      format === 'millis' ? (/^-?\d+$/.test(text) ? valid(Number(text)) : undefined) : parseJoda(text, format);
    if (time !== undefined) return time;
  }
  return /^\d{4}-\d{1,2}-\d{1,2} \d/.test(text) ? parseLocal(text) : undefined;
}

function parseLocal(text: string): number | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] =
    LOCAL.exec(text) ?? [];
  if (year === undefined) return undefined;
  return timeOf({ y: year, M: month, d: day, H: hour, m: minute, s: second, S: fraction, Z: zone });
}

/** What a letter of Joda's patterns matches. */
const LETTERS: Readonly<Record<string, string>> = {
  y: '\\d+',
  M: '\\d{1,2}',
  d: '\\d{1,2}',
  H: '\\d{1,2}',
  m: '\\d{1,2}',
  s: '\\d{1,2}',
  S: '\\d+',
  Z: 'Z|[+-]\\d{2}:?\\d{2}',
};

function parseJoda(text: string, pattern: string): number | undefined {
  let source = '';
  for (const [token] of pattern.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z']/g)) {
    const letter = token.charAt(0) === 'Y' ? 'y' : token.charAt(0);
    const matcher = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
    if (token.startsWith("'")) source += literal(token.slice(1, -1) || "'");
    else if (matcher !== undefined) source += `(?<${letter}>${matcher})`;
    else if (/[A-Za-z]/.test(letter)) return undefined;
    else source += literal(token);
  }
  const groups = new RegExp(`^${source}$`).exec(text)?.groups;
  return groups === undefined ? undefined : timeOf(groups);
}

function timeOf(parts: Readonly<Record<string, string | undefined>>): number | undefined {
  const number = (letter: string, otherwise: number) => Number(parts[letter] ?? otherwise);
  const [month, day] = [number('M', 1), number('d', 1)];
  const date = new Date(Date.UTC(number('y', 1970), month - 1, day, number('H', 0), number('m', 0), number('s', 0)));
  if (date.getUTCMonth() !== month - 1 || (number('H', 0) < 24 && date.getUTCDate() !== day)) return undefined;
  const fraction = Math.trunc(Number(`0.${parts.S || '0'}`) * 1_000 + 1e-6);
  return valid(date.getTime() + fraction - offsetOf(parts.Z ?? 'Z') * 60_000);
}

/** Minutes ahead of UTC. */
function offsetOf(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function valid(time: number): number | undefined {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? time : undefined;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
