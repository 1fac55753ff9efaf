import type { RecordStore } from '../storage';
import type { MessageContent } from './message';

const CHUNK = { records: 1_000, bytes: 8_388_608 };
const DELETIONS_AT_ONCE = 64;
const ONE = { records: 1, bytes: 1 };

/**
 * The messages of one queue in a record store: one topic holds them, another what was deleted. Both are trimmed as soon
 * as nothing before is needed.
 */
export class MessageLog {
  private readonly messages: number;
  private readonly deletions: number;
  /** What the entries of the second topic delete, in their order. */
  private deleted: number[] = [];
  private lastArrival = 0;
  private appending = 0;
  /** The lowest ordinal that an append under way may get. */
  private untold = 0;

  public constructor(
    private readonly store: RecordStore,
    arn: string,
  ) {
    this.messages = store.topic(`sqs/${arn}`);
    this.deletions = store.topic(`sqs/${arn}/deleted`);
  }

  /** What was kept and not deleted, and what was deleted but is still there. */
  public recover(visit: (ordinal: number, content: MessageContent, isDeleted: boolean) => void): void {
    for (let from = this.store.first(this.deletions); from < this.store.next(this.deletions); ) {
      const records = this.store.read(this.deletions, from, CHUNK);
      this.deleted.push(...records.map(({ key }) => Number(key)));
      from = (records.at(-1)?.ordinal ?? this.store.next(this.deletions)) + 1;
    }
    const gone = new Set(this.deleted);
    for (let from = this.store.first(this.messages); from < this.store.next(this.messages); ) {
      const records = this.store.read(this.messages, from, CHUNK);
      for (const { arrival, data, ordinal } of records) {
        this.lastArrival = Math.max(this.lastArrival, arrival);
        visit(ordinal, JSON.parse(data.toString()) as MessageContent, gone.has(ordinal));
      }
      from = (records.at(-1)?.ordinal ?? this.store.next(this.messages)) + 1;
    }
  }

  /** @param accept Told the ordinal of each once they are safe */
  public async append(
    now: number,
    contents: readonly MessageContent[],
    accept: (ordinals: readonly number[]) => void,
  ): Promise<void> {
    const records = contents.map((content) => {
      return { topic: this.messages, key: content.id, data: Buffer.from(JSON.stringify(content)) };
    });
    if (this.appending === 0) this.untold = this.store.next(this.messages);
    this.appending++;
    try {
      accept(await this.store.append(this.arrival(now), records));
    } finally {
      this.appending--;
    }
  }

  /** @param oldest The lowest ordinal that is needed once these are gone; undefined where nothing is */
  public async delete(now: number, ordinals: readonly number[], oldest: () => number | undefined): Promise<void> {
    const nothing = Buffer.alloc(0);
    const records = ordinals.map((ordinal) => ({ topic: this.deletions, key: String(ordinal), data: nothing }));
    await this.store.append(this.arrival(now), records);
    this.deleted = this.deleted.concat(ordinals);
    const next = this.store.next(this.messages);
    // What was just made safe may not be known to the queue yet.
    const needed = Math.min(oldest() ?? next, this.appending > 0 ? this.untold : next);
    this.store.trim(this.messages, needed);
    this.forgetDeletions(needed);
  }

  /** The content of a message; undefined where it was lost to damage. */
  public tryRead(ordinal: number): MessageContent | undefined {
    const [record] = this.store.read(this.messages, ordinal, ONE);
    return record?.ordinal === ordinal ? (JSON.parse(record.data.toString()) as MessageContent) : undefined;
  }

  private forgetDeletions(needed: number): void {
    const first = this.deleted.findIndex((ordinal) => ordinal >= needed);
    const count = first < 0 ? this.deleted.length : first;
    if (count < DELETIONS_AT_ONCE) return;
    this.deleted = this.deleted.slice(count);
    this.store.trim(this.deletions, this.store.next(this.deletions) - this.deleted.length);
    this.store.reclaim();
  }

  // The store wants arrivals that do not fall; a clock may.
  private arrival(now: number): number {
    this.lastArrival = Math.max(this.lastArrival, Math.floor(now));
    return this.lastArrival;
  }
}
