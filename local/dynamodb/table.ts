import type { Scheduler, Timer } from '../scheduler';
import type { RecordStore } from '../storage';
import { canonical, type Item, sizeOf, typeOf } from './attribute-value';
import { invalid } from './fault';
import { ItemLog } from './item-log';
import type { TableDefinition } from './table-definition';

/** Bytes of an item at most, and of the parts of its key. Source: DynamoDB quotas. */
const ITEM_LIMIT = 409_600;
const KEY_LIMITS = [2_048, 1_024];
/** How often expired items are looked for, and how long after their time they go: AWS says within a few days. */
const SWEEP = 3_600_000;
const EXPIRY_DELAY = 172_800_000;
/** What expired longer ago than this is not deleted: the attribute is taken for something else. */
const EXPIRY_WINDOW = 157_680_000_000;

export interface TableEnvironment {
  readonly scheduler: Scheduler;
  readonly store: RecordStore;
}

/** What a write makes of an item; undefined deletes it. @throws DynamoDbFault to leave it as it is */
export type Change = (before: Item | undefined) => Item | undefined;

/** One table: its items, one write after the other. */
export class Table {
  private readonly log: ItemLog;
  private readonly items: Map<string, Item>;
  private last: Promise<unknown> = Promise.resolve();
  private sweeper: Timer | undefined;

  public constructor(
    public readonly definition: TableDefinition,
    private readonly env: TableEnvironment,
  ) {
    this.log = new ItemLog(env.store, definition.arn);
    this.items = this.log.recover();
    if (definition.expiry !== undefined) this.sweepLater();
  }

  public get size(): number {
    return this.items.size;
  }

  /** What stands under a key, expired or not. @param key Its parts and nothing else @throws DynamoDbFault */
  public tryGet(key: Item): Item | undefined {
    return this.items.get(this.keyOf(key, true));
  }

  /**
   * Changes one item; resolves once the change is safe, and only then does anybody see it.
   *
   * @param key Its parts and nothing else
   * @returns The item before and after
   * @throws DynamoDbFault, StorageError
   */
  public write(key: Item, change: Change): Promise<{ before: Item | undefined; after: Item | undefined }> {
    const id = this.keyOf(key, true);
    return this.inTurn(async () => {
      const before = this.items.get(id);
      const after = change(before);
      if (after !== undefined) this.checkItem(after, id);
      if (before !== undefined || after !== undefined) await this.put(id, after);
      return { before, after };
    });
  }

  /** The parts of an item that are its key. @throws DynamoDbFault */
  public keyIn(item: Item): Item {
    this.keyOf(item, false);
    return Object.fromEntries(
      Object.entries(item).filter(([name]) => this.definition.key.some((part) => part.name === name)),
    );
  }

  public close(): void {
    this.sweeper?.cancel();
  }

  private async put(id: string, item: Item | undefined): Promise<void> {
    const now = this.env.scheduler.now();
    await this.log.write(now, id, item);
    if (item === undefined) this.items.delete(id);
    else this.items.set(id, item);
    await this.log.compact(now, this.items);
  }

  /** One text for equal keys. */
  private keyOf(item: Item, exact: boolean): string {
    const { key } = this.definition;
    if (exact && Object.keys(item).length !== key.length)
      throw invalid('The provided key element does not match the schema');
    const parts = key.map(({ name, type }, index) => {
      const value = Object.hasOwn(item, name) ? item[name] : undefined;
      if (value === undefined) {
        throw invalid(
          exact
            ? 'The provided key element does not match the schema'
            : `One or more parameter values were invalid: Missing the key ${name} in the item`,
        );
      }
      if (typeOf(value) !== type) {
        const found = `Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`;
        throw invalid(
          exact
            ? 'The provided key element does not match the schema'
            : `One or more parameter values were invalid: ${found}`,
        );
      }
      checkKeyValue(
        name,
        'S' in value ? Buffer.byteLength(value.S) : 'B' in value ? Buffer.from(value.B, 'base64').length : 1,
        index,
      );
      return canonical(value);
    });
    return parts.join();
  }

  private checkItem(item: Item, id: string): void {
    if (sizeOf(item) > ITEM_LIMIT) throw invalid('Item size has exceeded the maximum allowed size');
    if (this.keyOf(item, false) !== id) {
      const [part] = this.definition.key;
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${part?.name}. This attribute is part of the key`,
      );
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work, work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private sweepLater(): void {
    this.sweeper = this.env.scheduler.after(SWEEP, async () => {
      await this.sweep();
      this.sweepLater();
    });
  }

  private async sweep(): Promise<void> {
    const due = this.env.scheduler.now() - EXPIRY_DELAY;
    for (const [id, item] of [...this.items]) {
      if (!this.isExpired(item, due)) continue;
      await this.inTurn(async () => {
        const current = this.items.get(id);
        if (current !== undefined && this.isExpired(current, due)) await this.put(id, undefined);
      });
    }
  }

  private isExpired(item: Item, due: number): boolean {
    const value = item[this.definition.expiry ?? ''];
    const expires = value !== undefined && 'N' in value ? Number(value.N) * 1_000 : Number.NaN;
    return expires <= due && expires > due - EXPIRY_WINDOW;
  }
}

function checkKeyValue(name: string, size: number, index: number): void {
  const most = KEY_LIMITS[index] ?? 0;
  if (size > 0 && size <= most) return;
  const kind = index === 0 ? 'hashkey' : 'rangekey';
  throw invalid(
    size === 0
      ? `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`
      : `One or more parameter values were invalid: Size of ${kind} has exceeded the maximum size limit of${most} bytes`,
  );
}
