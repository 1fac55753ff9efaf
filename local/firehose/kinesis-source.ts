import type { Timer } from '../scheduler';
import { RecordBatch } from '../storage';
import { Lane } from './acknowledgement';
import type { DeliveryStreamDefinition } from './definition';
import type { FirehoseEnvironment } from './environment';
import type { Source } from './source';
import { type Span, spansOf } from './span';
import type { ShardReading } from './stream-reader';
import type { Tasks } from './tasks';

/** Firehose reads each shard about once a second. Source: Firehose developer guide, "Kinesis Data Streams as source". */
const POLL = 1_000;
/** Kept for a shard that is read to its end. */
const END = 'END';

interface ShardSource {
  readonly shardId: string;
  readonly lane: Lane;
  position: number;
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
  /** Reads of the round under way that have something left to give: it waits in the store until there is room. */
  private readings: ShardReading[] = [];
  private readonly batch = new RecordBatch<ShardReading>();
  private readonly unsaved = new Map<string, string>();
  private saving = false;
  private stopped = false;
  /** Until what could not be read is tried again. */
  private retry: Timer | undefined;

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

  /** Of all shards what came first, so that the store is read from its beginning to its end and not once a shard. */
  public next(): readonly Span[] {
    const spans: Span[] = [];
    while (this.readings.length > 0 && spans.length === 0) {
      this.take();
      for (const run of this.batch.runs) {
        const lane = this.shards.get(run.cursor.shardId)?.lane;
        if (lane !== undefined) spans.push(...spansOf(this.batch, run, lane, run.cursor));
      }
      for (const reading of this.readings) this.moveOn(reading);
      this.readings = this.readings.filter((reading) => !isOver(reading));
      if (this.readings.length === 0) this.endRound();
    }
    return spans;
  }

  public stop(): void {
    this.stopped = true;
    this.readings = [];
    this.retry?.cancel();
  }

  /** Begins a read of each shard. The next round begins a while after all of them are over. */
  private poll(): void {
    if (this.stopped) return;
    this.tasks.run(async () => {
      const readings: ShardReading[] = [];
      try {
        for (const shard of [...this.shards.values()]) {
          const reading = this.finished.has(shard.shardId) ? undefined : await this.tryOpen(shard);
          if (reading === undefined) continue;
          this.moveOn(reading);
          if (!isOver(reading)) readings.push(reading);
        }
      } finally {
        if (!this.stopped) this.readings = readings;
        if (readings.length === 0) this.endRound();
        else this.onRecords();
      }
    });
  }

  private take(): void {
    try {
      this.env.streams.take(this.readings, this.batch);
    } catch (error) {
      // A disk that fails may do better a while later. Whoever else asked meanwhile begins no tries of its own.
      this.retry ??= this.env.scheduler.after(POLL, () => {
        this.retry = undefined;
        this.onRecords();
      });
      throw error;
    }
  }

  private endRound(): void {
    if (!this.stopped) this.env.scheduler.after(POLL, () => this.poll());
  }

  private async tryOpen({ shardId, position }: ShardSource): Promise<ShardReading | undefined> {
    const { streamArn, roleArn } = this.from;
    try {
      const call = { roleArn, resource: streamArn, position: this.stream.position };
      await this.env.authorize({ ...call, action: 'kinesis:GetRecords' });
      return await this.env.streams.open(streamArn, shardId, position, this.stream.arn);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = `Kinesis.${error instanceof Error ? error.name : 'Failure'}`;
      this.env.log({ kind: 'retry', stream: this.stream.name, code, message, attempt: 1, delay: POLL });
      return undefined;
    }
  }

  /** Of a closed shard that is read to its end the children come next. */
  private moveOn(reading: ShardReading): void {
    const shard = this.shards.get(reading.shardId);
    if (shard === undefined) return;
    shard.position = reading.at;
    if (!isOver(reading) || !reading.isFinished()) return;
    this.finished.add(shard.shardId);
    if (shard.lane.pending === 0) this.save(shard.shardId, END);
    this.follow();
  }

  /** Finds the children of shards that are read to their end: nothing else would ever look for them. */
  private follow(): void {
    if (this.stopped) return;
    this.tasks.run(async () => {
      try {
        await this.discover('TRIM_HORIZON');
      } catch (error) {
        this.env.scheduler.after(POLL, () => this.follow());
        throw error;
      }
    });
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
      const position = kept === undefined ? await this.env.streams.position(streamArn, shardId, at) : Number(kept);
      // Two shards may have come to their ends at once.
      if (this.shards.has(shardId)) continue;
      const lane = new Lane((next) => this.save(shardId, this.isRead(shardId) ? END : String(next)));
      this.shards.set(shardId, { shardId, lane, position });
      // What is put from now on must be delivered, even if nothing is before a restart.
      if (kept === undefined) await this.env.store.setValue(this.valueName(shardId), String(position));
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

function isOver({ at, end }: ShardReading): boolean {
  return at >= end;
}
