import { Duration, TimeZone, Tokenization } from 'aws-cdk-lib';
import { expressionsOf } from './prefix-language';

/** A partition column, and how Athena finds its values without a crawler. */
interface Partition {
  readonly name: string;
  /** Projection settings, without `projection.NAME.`. */
  readonly projection: { readonly [setting: string]: string };
  /** SQL that limits a first query: to today, or to a value the reader puts in. */
  readonly condition?: string;
  /** Whether the reader must put in a value. */
  readonly needsValue?: boolean;
}

/** When it is now, as SQL, and how far back objects reach. */
interface Calendar {
  readonly now: string;
  readonly history: Duration;
}

/** Names of the time zone that the clocks of Athena and of its projection have. */
const UTC = ['Etc/UTC', 'UTC'];

const FOLDER = /^([a-z_][a-z0-9_]*)=!\{([A-Za-z]+):([^{}]+)\}$/;

/** The partitions of a prefix and where they lie below its first folders. */
export interface PartitionedPrefix {
  /** Folders before the first partition, with a slash at the end. */
  readonly base: string;
  readonly partitions: Partition[];
  /** Path template below the base, e.g. `dt=${dt}/hour=${hour}/`. */
  readonly template: string;
}

/**
 * Reads a prefix as folders `name=!{…}`, written in `timeZone`. A prefix that is not made of them alone has no
 * partitions.
 * Source of the settings: Athena user guide, "Supported types for partition projection".
 */
export function partitionedPrefix(
  prefix: string,
  history: Duration,
  timeZone: TimeZone = TimeZone.ETC_UTC,
): PartitionedPrefix {
  const at = prefix.indexOf('!{');
  const start = prefix.slice(0, at < 0 ? undefined : at).lastIndexOf('/') + 1;
  const base = prefix.slice(0, start);
  const unpartitioned = { base, partitions: [], template: '' };
  const rest = prefix.slice(start);
  if (at < 0 || !rest.endsWith('/')) return unpartitioned;

  const partitions = splitFolders(rest).map((folder) => partition(folder, calendarOf(history, timeZone)));
  if (!partitions.every((found) => found !== undefined)) return unpartitioned;
  // Firehose adds a date path of its own where the prefix has no timestamp.
  if (!expressionsOf(prefix).some(({ namespace }) => namespace === 'timestamp')) return unpartitioned;
  const template = partitions.map(({ name }) => `${name}=\${${name}}/`).join('');
  return { base, partitions, template };
}

/** What is now, and how far back objects reach, in the time zone that names the folders. */
function calendarOf(history: Duration, timeZone: TimeZone): Calendar {
  const zone = timeZone.timezoneName;
  if (UTC.includes(zone)) return { now: 'current_timestamp', history };
  return {
    now: `current_timestamp AT TIME ZONE '${zone.replace(/'/g, "''")}'`,
    // West of UTC the oldest object may bear the date of the day before.
    history: history.isUnresolved() ? history : history.plus(Duration.days(1)),
  };
}

/** Splits at slashes outside expressions; the last one ends the text. */
function splitFolders(text: string): string[] {
  return text.slice(0, -1).split(/\/(?![^{}]*\})/);
}

function partition(folder: string, calendar: Calendar): Partition | undefined {
  const [, name, namespace, value] = FOLDER.exec(folder) ?? [];
  if (name === undefined || namespace === undefined || value === undefined) return undefined;
  if (namespace === 'partitionKeyFromQuery' || namespace === 'partitionKeyFromLambda') {
    // Values that are not known beforehand: Athena takes them from the query, which must name one.
    return { name, projection: { type: 'injected' }, condition: `"${name}" = 'a value of yours'`, needsValue: true };
  }
  return namespace === 'timestamp' ? timePartition(name, value, calendar) : undefined;
}

function timePartition(name: string, pattern: string, { now, history }: Calendar): Partition | undefined {
  const date = (unit: string, ago: string, mysql: string) => ({
    name,
    projection: {
      type: 'date',
      format: pattern,
      // A day more, for time zones ahead of UTC.
      range: `NOW-${ago}${unit},NOW+1${unit}`,
      interval: '1',
      'interval.unit': unit,
    },
    condition: `"${name}" = date_format(${now}, '${mysql}')`,
  });
  const oneOf = (from: number, to: number, condition?: string) => ({
    name,
    projection: { type: 'enum', values: twoDigits(from, to) },
    condition,
  });
  switch (pattern) {
    case 'yyyy-MM-dd':
      return date('DAYS', daysOf(history), '%Y-%m-%d');
    case 'yyyy':
      return date('YEARS', yearsOf(history), '%Y');
    case 'MM':
      return oneOf(1, 12, `"${name}" = date_format(${now}, '%m')`);
    case 'dd':
      return oneOf(1, 31, `"${name}" = date_format(${now}, '%d')`);
    case 'HH':
      return oneOf(0, 23);
    default:
      return undefined;
  }
}

function daysOf(history: Duration): string {
  if (history.isUnresolved()) return Tokenization.stringifyNumber(history.toDays());
  return `${Math.ceil(history.toDays({ integral: false }))}`;
}

/** Whole years; of days known at deployment only, the most that they can be. */
function yearsOf(history: Duration): string {
  return history.isUnresolved() ? '100' : `${Math.ceil(history.toDays({ integral: false }) / 365)}`;
}

function twoDigits(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`.padStart(2, '0')).join(',');
}
