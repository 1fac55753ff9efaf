import { type Fields, fieldsOf } from './date-fields';
import { FirehoseError } from './errors';

/** Writes a time, in milliseconds since the epoch, in a time zone. */
export type DateWriter = (time: number, zone: string) => string;

type Writer = (fields: Fields, count: number) => string;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const ORDINALS = ['1st', '2nd', '3rd', '4th'];

/**
 * A pattern of Java's DateTimeFormatter as a writer, in the English of the United States.
 *
 * Source: https://docs.oracle.com/javase/8/docs/api/java/time/format/DateTimeFormatter.html
 *
 * @param position Names the pattern in an error
 * @throws FirehoseError where Java refuses the pattern
 */
export function compileDatePattern(pattern: string, position: string): DateWriter {
  const parts: ((fields: Fields) => string)[] = [];
  const refuse = (what: string): never => {
    throw new FirehoseError('FIREHOSE_INVALID_PREFIX', `${what}, got '${pattern}'`, position);
  };
  for (let at = 0; at < pattern.length; ) {
    const character = pattern.charAt(at);
    if (character === "'") {
      const end = closingQuote(pattern, at);
      if (end < 0) refuse('close every quote of a timestamp pattern');
      const text = end === at + 1 ? "'" : pattern.slice(at + 1, end).replaceAll("''", "'");
      parts.push(() => text);
      at = end + 1;
    } else if (/[A-Za-z]/.test(character)) {
      const count = /^(.)\1*/.exec(pattern.slice(at))?.[0].length ?? 1;
      const rule = LETTERS[character] ?? refuse(`a timestamp pattern has no letter '${character}'`);
      if (count > rule.max) refuse(`'${character}' stands at most ${rule.max} times in a timestamp pattern`);
      parts.push((fields) => rule.write(fields, count));
      at += count;
    } else if ('{}#'.includes(character)) {
      refuse(`a timestamp pattern takes '${character}' only within quotes`);
    } else {
      // Optional sections print as any other: what they hold is always there.
      if (!'[]'.includes(character)) parts.push(() => character);
      at++;
    }
  }
  return (time, zone) => {
    const fields = fieldsOf(time, zone);
    return parts.map((part) => part(fields)).join('');
  };
}

function closingQuote(pattern: string, open: number): number {
  for (let at = open + 1; at < pattern.length; at++) {
    if (pattern.charAt(at) !== "'") continue;
    if (pattern.charAt(at + 1) !== "'" || at === open + 1) return at;
    at++;
  }
  return -1;
}

const number =
  (get: (fields: Fields) => number): Writer =>
  (fields, count) =>
    String(get(fields)).padStart(count, '0');

/** A year: two letters give its last two digits. */
const year =
  (get: (fields: Fields) => number): Writer =>
  (fields, count) =>
    count === 2 ? String(get(fields) % 100).padStart(2, '0') : String(get(fields)).padStart(count, '0');

/** A name: by number, short, long, or its first letter. */
const named =
  (names: readonly string[], get: (fields: Fields) => number, first: number): Writer =>
  (fields, count) => {
    const name = names[get(fields) - first] ?? '';
    if (count <= 2) return String(get(fields)).padStart(count, '0');
    return count === 3 ? name.slice(0, 3) : count === 4 ? name : name.slice(0, 1);
  };

const month = named(MONTHS, ({ month: value }) => value, 1);
const dayName =
  (textual: boolean): Writer =>
  ({ weekday }, count) => {
    if (!textual && count <= 2) return String(weekday + 1).padStart(count, '0');
    const name = DAYS[weekday] ?? '';
    return count <= 3 ? name.slice(0, 3) : count === 4 ? name : name.slice(0, 1);
  };
const quarter: Writer = (fields, count) => {
  const value = Math.ceil(fields.month / 3);
  if (count <= 2) return String(value).padStart(count, '0');
  return count === 3 ? `Q${value}` : count === 4 ? `${ORDINALS[value - 1]} quarter` : String(value);
};

function offset(minutes: number, hours: string, colon: boolean): string {
  const [sign, size] = [minutes < 0 ? '-' : '+', Math.abs(minutes)];
  const rest = String(size % 60).padStart(2, '0');
  return sign + hours.padStart(2, '0') + (colon ? ':' : '') + rest;
}

const offsetOf = ({ offset: minutes }: Fields, colon: boolean) =>
  offset(minutes, String(Math.floor(Math.abs(minutes) / 60)), colon);

const isoOffset: Writer = (fields, count) => {
  if (count > 1) return offsetOf(fields, count === 3 || count === 5);
  const text = offsetOf(fields, false);
  return text.endsWith('00') ? text.slice(0, 3) : text;
};
const plainOffset: Writer = (fields, count) => {
  if (count === 4) return fields.offset === 0 ? 'GMT' : `GMT${offsetOf(fields, true)}`;
  return count === 5 && fields.offset === 0 ? 'Z' : offsetOf(fields, count === 5);
};
const localOffset: Writer = (fields, count) => {
  if (fields.offset === 0) return 'GMT';
  if (count === 4) return `GMT${offsetOf(fields, true)}`;
  const hours = String(Math.floor(Math.abs(fields.offset) / 60));
  const minutes = Math.abs(fields.offset) % 60;
  return `GMT${fields.offset < 0 ? '-' : '+'}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
};

const hour12 = ({ hour }: Fields) => hour % 12 || 12;

/** What each letter writes, and how often it may stand in a row. */
const LETTERS: Readonly<Record<string, { readonly max: number; readonly write: Writer }>> = {
  G: { max: 5, write: (_, count) => (count === 4 ? 'Anno Domini' : count === 5 ? 'A' : 'AD') },
  u: { max: 19, write: year(({ year: value }) => value) },
  y: { max: 19, write: year(({ year: value }) => value) },
  Y: { max: 19, write: year(({ weekYear }) => weekYear) },
  D: { max: 3, write: number(({ dayOfYear }) => dayOfYear) },
  M: { max: 5, write: month },
  L: { max: 5, write: month },
  d: { max: 2, write: number(({ day }) => day) },
  Q: { max: 5, write: quarter },
  q: { max: 5, write: quarter },
  w: { max: 2, write: number(({ week }) => week) },
  W: { max: 1, write: number(({ weekOfMonth }) => weekOfMonth) },
  E: { max: 5, write: dayName(true) },
  e: { max: 5, write: dayName(false) },
  c: { max: 5, write: dayName(false) },
  F: { max: 1, write: number(({ day }) => Math.floor((day - 1) / 7) + 1) },
  a: { max: 1, write: ({ hour }) => (hour < 12 ? 'AM' : 'PM') },
  B: { max: 5, write: ({ hour }) => (hour < 12 ? 'AM' : 'PM') },
  h: { max: 2, write: number(hour12) },
  K: { max: 2, write: number(({ hour }) => hour % 12) },
  k: { max: 2, write: number(({ hour }) => hour || 24) },
  H: { max: 2, write: number(({ hour }) => hour) },
  m: { max: 2, write: number(({ minute }) => minute) },
  s: { max: 2, write: number(({ second }) => second) },
  S: { max: 9, write: ({ millisecond }, count) => `${String(millisecond).padStart(3, '0')}000000`.slice(0, count) },
  A: { max: 19, write: number(({ millisecondOfDay }) => millisecondOfDay) },
  n: { max: 19, write: number(({ millisecond }) => millisecond * 1_000_000) },
  N: { max: 19, write: number(({ millisecondOfDay }) => millisecondOfDay * 1_000_000) },
  V: { max: 2, write: ({ zone }) => zone },
  z: { max: 4, write: ({ zone, offset: minutes }) => (minutes === 0 ? 'UTC' : zone) },
  O: { max: 4, write: localOffset },
  X: { max: 5, write: (fields, count) => (fields.offset === 0 ? 'Z' : isoOffset(fields, count)) },
  x: { max: 5, write: isoOffset },
  Z: { max: 5, write: plainOffset },
};
