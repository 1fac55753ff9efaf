/** Units of a number that counts from 1970, by the size that a date between 1973 and 5138 has in them. */
const SECONDS_BELOW = 100_000_000_000;
const MILLISECONDS_BELOW = 100_000_000_000_000;
const MICROSECONDS_BELOW = 100_000_000_000_000_000;

const ISO =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?: ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$/;
const RFC_2822 =
  /^(?:[A-Za-z]{3}, {0,2})?([0-9]{1,2}) ([A-Za-z]{3}) ([0-9]{4}) ([0-9]{2}):([0-9]{2})(?::([0-9]{2}))? ([+-][0-9]{4}|[A-Za-z]{1,3})$/;
const EPOCH = /^(-?)([0-9]{1,19})(?:\.([0-9]{1,20}))?$/;
/** `20260102` and `2026`: days and years by their look, moments of January 1970 as numbers. */
const DATE_ALONE = /^(?:[0-9]{8}|[0-9]{4})$/;
/** Longest text that is looked at. */
const MAX_LENGTH = 64;

/** Digits before and behind the point that a unit is off from milliseconds; fractions are read as billionths. */
const DIGITS: Readonly<Record<Exclude<EpochUnit, 'auto'>, number>> = { s: 3, ms: 0, us: -3, ns: -6 };
const BILLIONTH = 9;

const FIRST = Date.parse('0000-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Hours by name. Source: RFC 2822, 4.3. */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  gmt: 0,
  utc: 0,
  z: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

/** What numbers count; `auto` tells seconds, milliseconds, micro- and nanoseconds apart by their size. */
export type EpochUnit = 'auto' | 's' | 'ms' | 'us' | 'ns';

/**
 * A moment in milliseconds since 1970: from a number, from its digits, from ISO 8601 (without an offset it is UTC; a
 * date alone is its midnight), and from RFC 2822. Fractions beyond milliseconds are cut off.
 *
 * @returns Undefined for what is none of these
 */
export function tryMoment(value: unknown, unit: EpochUnit): number | undefined {
  if (typeof value === 'number') return checked(fromEpoch(digitsOf(value), unit));
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  const text = value.trim();
  if (unit === 'auto' && DATE_ALONE.test(text)) return undefined;
  if (EPOCH.test(text)) return checked(fromEpoch(text, unit));
  const iso = ISO.exec(text);
  if (iso !== null) return checked(fromIso(iso));
  const rfc = RFC_2822.exec(text);
  return rfc === null ? undefined : checked(fromRfc(rfc));
}

/** Only years of four digits have one form in ISO 8601. */
function checked(moment: number | undefined): number | undefined {
  if (moment === undefined || Number.isNaN(moment)) return undefined;
  return moment >= FIRST && moment <= LAST ? moment : undefined;
}

/** A number as it is written; one that is next to nothing as nothing. */
function digitsOf(value: number): string {
  return Math.abs(value) < 0.000_001 ? '0' : String(value);
}

/** By its decimal digits: in doubles, a thousand times 1091853102.126 is not what it is on paper. */
function fromEpoch(text: string, unit: EpochUnit): number | undefined {
  const [, sign, whole = '', fraction = ''] = EPOCH.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const billionths = BigInt(whole + fraction.slice(0, BILLIONTH).padEnd(BILLIONTH, '0'));
  const divisor = 10n ** BigInt(BILLIONTH - DIGITS[unit === 'auto' ? unitOf(Number(whole)) : unit]);
  // Before 1970 as well, what is finer is cut off towards the past.
  const moment = sign === '-' ? -((billionths + divisor - 1n) / divisor) : billionths / divisor;
  return Number(moment);
}

function unitOf(size: number): Exclude<EpochUnit, 'auto'> {
  if (size < SECONDS_BELOW) return 's';
  if (size < MILLISECONDS_BELOW) return 'ms';
  return size < MICROSECONDS_BELOW ? 'us' : 'ns';
}

function fromIso([
  ,
  year,
  month,
  day,
  hour = '0',
  minute = '0',
  second = '0',
  fraction = '',
  offset = 'Z',
]: RegExpExecArray) {
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return moment([year, Number(month) - 1, day, hour, minute, second].map(Number), milliseconds, offsetOf(offset));
}

function fromRfc([, day, name = '', year, hour, minute, second = '0', zone = '']: RegExpExecArray): number | undefined {
  const month = MONTHS.indexOf(name.toLowerCase());
  const offset = /^[+-]/.test(zone) ? offsetOf(zone) : ZONES[zone.toLowerCase()];
  if (month < 0 || offset === undefined) return undefined;
  return moment([year, month, day, hour, minute, second].map(Number), 0, /^[+-]/.test(zone) ? offset : offset * 60);
}

/** Minutes ahead of UTC; undefined where no zone is so far ahead. */
function offsetOf(text: string): number | undefined {
  if (/^z$/i.test(text)) return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(3).replace(':', ''))];
  if (hours > 18 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** Undefined for a day or an hour that there is not: the 30th of February would become a day of March. */
function moment(parts: readonly number[], milliseconds: number, offset: number | undefined): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (offset === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  // A leap second is the last millisecond before it, so that it stays in its minute.
  const inSecond = second === 60 ? 59_999 : second * 1_000 + milliseconds;
  return date.getTime() + (hour * 60 + minute - offset) * 60_000 + inSecond;
}
