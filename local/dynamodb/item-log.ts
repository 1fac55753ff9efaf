import type { RecordStore } from '../storage';
import type { Item } from './attribute-value';

const CHUNK = { records: 1_000, bytes: 8_388_608 };
/** The log is written anew where it has this many records, and twice as many as there are items. */
const WORTH_REWRITING = 1_000;

/** The items of one table in a record store: each record is what an item became, empty where it was deleted. */
export class ItemLog {
  private readonly topic: number;
  private lastArrival = 0;

  public constructor(
    private readonly store: RecordStore,
    arn: string,
  ) {
    this.topic = store.topic(`dynamodb/${arn}`);
  }

  /** The items by their keys. */
  public recover(): Map<string, Item> {
    const items = new Map<string, Item>();
    for (let from = this.store.first(this.topic); from < this.store.next(this.topic); ) {
      const records = this.store.read(this.topic, from, CHUNK);
      for (const { arrival, data } of records) {
        this.lastArrival = Math.max(this.lastArrival, arrival);
        const { key, item } = JSON.parse(data.toString()) as Entry;
        if (item === undefined) items.delete(key);
        else items.set(key, item);
      }
      from = (records.at(-1)?.ordinal ?? this.store.next(this.topic)) + 1;
    }
    return items;
  }

  /** Resolves once it is safe. */
  public async write(now: number, key: string, item: Item | undefined): Promise<void> {
    await this.store.append(this.arrival(now), [this.record(key, item)]);
  }

  /**
   * Lets go of what items were before, where that has become the most of the log. Nothing may be written meanwhile: it
   * would stand before what it follows.
   */
  public async compact(now: number, items: ReadonlyMap<string, Item>): Promise<void> {
    const end = this.store.next(this.topic);
    const length = end - this.store.first(this.topic);
    if (length < WORTH_REWRITING || length < 2 * items.size) return;
    const records = [...items].map(([key, item]) => this.record(key, item));
    if (records.length > 0) await this.store.append(this.arrival(now), records);
    this.store.trim(this.topic, end);
    this.store.reclaim();
  }

  private record(key: string, item: Item | undefined) {
    // A key may be longer than that of a record can be.
    return { topic: this.topic, key: '', data: Buffer.from(JSON.stringify({ key, item } satisfies Entry)) };
  }

  // The store wants arrivals that do not fall; a clock may.
  private arrival(now: number): number {
    this.lastArrival = Math.max(this.lastArrival, Math.floor(now));
    return this.lastArrival;
  }
}

interface Entry {
  readonly key: string;
  readonly item?: Item | undefined;
}
