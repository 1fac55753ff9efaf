const MINUTE = 60_000;
const DAY = 86_400_000;

/** A time taken apart on the calendar of a time zone. */
export interface Fields {
  readonly zone: string;
  /** Of UTC, in minutes; positive east. */
  readonly offset: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly dayOfYear: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Week of the year as the United States count: weeks begin on Sunday, the first one holds January 1. */
  readonly week: number;
  readonly weekYear: number;
  readonly weekOfMonth: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly millisecondOfDay: number;
}

/** @param time Milliseconds since the epoch @param zone IANA name, such as `UTC` or `Europe/Berlin` */
export function fieldsOf(time: number, zone: string): Fields {
  const whole = Math.floor(time);
  const offset = offsetOf(whole, zone);
  // The calendar of the zone, read off a date that is shifted to it.
  const local = new Date(whole + offset * MINUTE);
  const year = local.getUTCFullYear();
  const newYear = Date.UTC(year, 0, 1);
  const midnight = Date.UTC(year, local.getUTCMonth(), local.getUTCDate());
  const nextYear = Date.UTC(year + 1, 0, 1);
  const sunday = midnight - local.getUTCDay() * DAY;
  const inNextYear = sunday + 6 * DAY >= nextYear;
  const firstSunday = newYear - new Date(newYear).getUTCDay() * DAY;
  const firstOfMonth = new Date(Date.UTC(year, local.getUTCMonth(), 1)).getUTCDay();
  return {
    zone,
    offset,
    year,
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    dayOfYear: (midnight - newYear) / DAY + 1,
    weekday: local.getUTCDay(),
    week: inNextYear ? 1 : (sunday - firstSunday) / (7 * DAY) + 1,
    weekYear: inNextYear ? year + 1 : year,
    weekOfMonth: Math.floor((local.getUTCDate() - 1 + firstOfMonth) / 7) + 1,
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    millisecondOfDay: local.getTime() - midnight,
  };
}

/** Whether a text names a time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = FORMATS.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    FORMATS.set(zone, format);
  }
  return format;
}

/** Minutes that a zone is ahead of UTC at a time. */
function offsetOf(time: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const name =
    formatOf(zone)
      .formatToParts(time)
      .find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):?(\d*)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
