import { Lane } from './acknowledgement';
import type { DeliveryStreamDefinition } from './definition';
import type { FirehoseEnvironment } from './environment';
import type { DeliveryRecord } from './record';
import type { Source } from './source';
import type { StreamPage } from './stream-reader';
import type { Tasks } from './tasks';

/** Firehose reads each shard about once a second. Source: Firehose developer guide, "Kinesis Data Streams as source". */
const POLL = 1_000;
/** Data that is read and not taken waits in memory: beyond so many bytes no more is read until it is. */
const MOST_WAITING = 4_194_304;
/** Kept for a shard that is read to its end. */
const END = 'END';

interface ShardSource {
  readonly shardId: string;
  readonly lane: Lane<string>;
  position: string;
}

/** What one read gave. */
interface Page {
  readonly records: readonly DeliveryRecord[];
  readonly bytes: number;
}

interface StreamSource {
  readonly streamArn: string;
  readonly roleArn: string;
}

/** The records of a Kinesis stream, from the newest on when the delivery stream is first run. */
export class KinesisSource implements Source {
  private readonly shards = new Map<string, ShardSource>();
  /** Shards read to their end, delivered or not. */
  private readonly finished = new Set<string>();
  private readonly waiting: Page[] = [];
  private waitingBytes = 0;
  /** Shards that the round of reads under way has not come to. */
  private round: ShardSource[] = [];
  private reading = false;
  private readonly unsaved = new Map<string, string>();
  private saving = false;
  private stopped = false;

  public constructor(
    private readonly stream: DeliveryStreamDefinition,
    private readonly from: StreamSource,
    private readonly env: FirehoseEnvironment,
    private readonly tasks: Tasks,
    private readonly onRecords: () => void,
  ) {}

  public get pending(): number {
    return this.sum(({ lane }) => lane.pending);
  }

  public get pendingBytes(): number {
    return this.sum(({ lane }) => lane.pendingBytes);
  }

  public async start(): Promise<void> {
    const isFirst = this.env.store.valueNames(this.valueName('')).length === 0;
    await this.discover(isFirst ? 'LATEST' : 'TRIM_HORIZON');
    this.poll();
  }

  public next(): readonly DeliveryRecord[] {
    const page = this.waiting.shift();
    if (page === undefined) return [];
    this.waitingBytes -= page.bytes;
    this.readOn();
    return page.records;
  }

  public stop(): void {
    this.stopped = true;
  }

  private poll(): void {
    this.round = [...this.shards.values()];
    this.readOn();
  }

  /** Goes on with the round as far as there is room; the next one begins a while after its end. */
  private readOn(): void {
    if (this.reading || this.round.length === 0) return;
    this.reading = true;
    this.tasks.run(async () => {
      try {
        while (this.hasRoom) {
          const shard = this.round.shift();
          if (shard === undefined) break;
          await this.readShard(shard);
        }
      } catch (error) {
        this.round = [];
        throw error;
      } finally {
        this.reading = false;
        if (!this.stopped && this.round.length === 0) this.env.scheduler.after(POLL, () => this.poll());
      }
    });
  }

  private get hasRoom(): boolean {
    return !this.stopped && this.waitingBytes < MOST_WAITING;
  }

  private async readShard(shard: ShardSource): Promise<void> {
    if (this.finished.has(shard.shardId)) return;
    const page = await this.tryRead(shard);
    if (page === undefined) return;
    const records = page.records.map(({ data, arrival, sequenceNumber, partitionKey }, index): DeliveryRecord => {
      const handle = shard.lane.take(page.positions[index] ?? '', data.length);
      const kinesis = { shardId: shard.shardId, sequenceNumber, subsequenceNumber: 0, partitionKey };
      return { data, arrival, handle, kinesis };
    });
    shard.position = page.next ?? shard.position;
    if (records.length > 0) {
      const bytes = records.reduce((sum, { data }) => sum + data.length, 0);
      this.waiting.push({ records, bytes });
      this.waitingBytes += bytes;
      this.onRecords();
    }
    if (page.next === undefined) await this.finish(shard, records.length === 0);
  }

  private async tryRead({ shardId, position }: ShardSource): Promise<StreamPage | undefined> {
    const { streamArn, roleArn } = this.from;
    try {
      const call = { roleArn, resource: streamArn, position: this.stream.position };
      await this.env.authorize({ ...call, action: 'kinesis:GetRecords' });
      return await this.env.streams.read(streamArn, shardId, position, this.stream.arn);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = `Kinesis.${error instanceof Error ? error.name : 'Failure'}`;
      this.env.log({ kind: 'retry', stream: this.stream.name, code, message, attempt: 1, delay: POLL });
      return undefined;
    }
  }

  /** A closed shard is read to its end: its children come next. */
  private async finish(shard: ShardSource, isDone: boolean): Promise<void> {
    this.finished.add(shard.shardId);
    if (isDone && shard.lane.pending === 0) this.save(shard.shardId, END);
    await this.discover('TRIM_HORIZON');
  }

  /** Finds shards whose parents are read. @param at Where a shard begins that nothing is kept of */
  private async discover(at: 'LATEST' | 'TRIM_HORIZON'): Promise<void> {
    const { streamArn } = this.from;
    const shards = await this.env.streams.shards(streamArn);
    const known = new Set(shards.map(({ shardId }) => shardId));
    for (const { shardId, parents } of shards) {
      const ready = parents.every((parent) => !known.has(parent) || this.finished.has(parent) || at === 'LATEST');
      if (this.shards.has(shardId) || !ready) continue;
      const kept = this.env.store.value(this.valueName(shardId));
      if (kept === END) {
        this.finished.add(shardId);
        continue;
      }
      const position = kept ?? (await this.env.streams.position(streamArn, shardId, at));
      const lane = new Lane<string>((next) => this.save(shardId, this.isRead(shardId) ? END : next));
      this.shards.set(shardId, { shardId, lane, position });
      // What is put from now on must be delivered, even if nothing is before a restart.
      if (kept === undefined) await this.env.store.setValue(this.valueName(shardId), position);
    }
  }

  private isRead(shardId: string): boolean {
    return this.finished.has(shardId) && this.shards.get(shardId)?.lane.pending === 0;
  }

  private save(shardId: string, position: string): void {
    this.unsaved.set(shardId, position);
    if (this.saving) return;
    this.saving = true;
    this.tasks.run(async () => {
      await Promise.resolve();
      this.saving = false;
      const values = [...this.unsaved];
      this.unsaved.clear();
      try {
        for (const [id, value] of values) await this.env.store.setValue(this.valueName(id), value);
      } catch {
        // What cannot be noted is delivered again after a restart, as Firehose may.
      }
    });
  }

  private valueName(shardId: string): string {
    return `firehose/${this.stream.arn}/shard/${shardId}`;
  }

  private sum(count: (shard: ShardSource) => number): number {
    let total = 0;
    for (const shard of this.shards.values()) total += count(shard);
    return total;
  }
}
