import { checkPattern } from '../checks/pattern';
import type { PartitionKeys } from './prefix-language';

/** How finely a Hive-style prefix divides time. */
export enum PrefixGranularity {
  /** `dt=2026-01-31/` */
  DAY = 'DAY',
  /** `dt=2026-01-31/hour=23/` */
  HOUR = 'HOUR',
}

const TIME: { readonly [granularity in PrefixGranularity]: string } = {
  [PrefixGranularity.DAY]: 'dt=!{timestamp:yyyy-MM-dd}/',
  [PrefixGranularity.HOUR]: 'dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
};

/**
 * Where objects land in the archive. Time is the arrival of the oldest record in the object, in UTC unless `timeZone`
 * says otherwise. May change in place; the table then no longer reads what was written before.
 */
export class ObjectPrefix {
  /**
   * A Hive-style prefix: `name/`, then a folder for each partition key, then the time.
   *
   * @param name First folders, e.g. `events` or `shop/orders`: letters, digits, `_`, `-`, `.` and slashes between.
   * @param granularity How finely time is divided; by the hour unless given.
   */
  public static hive(name: string, granularity: PrefixGranularity = PrefixGranularity.HOUR): ObjectPrefix {
    checkPattern('name', name, /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/, "folders such as 'events' or 'shop/orders'");
    return new ObjectPrefix(name, TIME[granularity]);
  }

  /**
   * A prefix in Firehose's own language, e.g. `orders/!{timestamp:yyyy/MM}/`. It begins with a name, to which the
   * delivery's role is confined. Without a timestamp, Firehose adds `yyyy/MM/dd/HH/` itself. Folders such as
   * `dt=!{timestamp:yyyy-MM-dd}` become partitions of the table; with others the table has none, so that a query
   * reads everything below the first folder.
   */
  public static of(prefix: string): ObjectPrefix {
    return new ObjectPrefix(undefined, prefix);
  }

  private constructor(
    private readonly name: string | undefined,
    private readonly template: string,
  ) {}

  /** @internal */
  public _render(keys: PartitionKeys): string {
    if (this.name === undefined) return this.template;
    const folders = [
      ...keys.fromQuery.map((key) => `${key}=!{partitionKeyFromQuery:${key}}/`),
      ...keys.fromTransform.map((key) => `${key}=!{partitionKeyFromLambda:${key}}/`),
    ];
    return `${this.name}/${folders.join('')}${this.template}`;
  }
}
