import type { Clock } from '../clock';
import type { NewRecord, RecordBatch, RecordStore, StoredRecord, TopicCursor } from '../storage';
import type { WriteFaults } from './faults';
import { Growth } from './growth';
import type { HashKey } from './hash-key';
import { READ_LIMIT } from './limits';
import type { KinesisLog } from './log';
import type { Shard } from './shard';
import { ShardMap } from './shard-map';
import type { StreamDefinition } from './stream-definition';
import { parseState, type StreamState, stateName } from './stream-state';
import { ThrottleLog } from './throttle-log';

const HOUR = 3_600_000;
/** How often the store is asked to give space back, in milliseconds. */
const SWEEP = 60_000;

/** A record a producer puts. */
export interface PutEntry {
  readonly partitionKey: string;
  /** Wins over the partition key. */
  readonly hashKey?: HashKey;
  readonly data: Buffer;
}

/** What became of a record. */
export type PutOutcome =
  | { readonly shard: Shard; readonly sequenceNumber: string }
  | { readonly shard: Shard; readonly refused: 'throttled' | 'failed' };

export interface StreamEnvironment {
  readonly clock: Clock;
  readonly store: RecordStore;
  readonly log: KinesisLog;
  readonly faults: WriteFaults;
  /** How long a resharding is reported as UPDATING, in milliseconds. */
  readonly reshardingTime: number;
  /** Shards an on-demand stream never passes. */
  readonly onDemandCeiling: number;
}

/** One data stream: takes records into its shards, gives them back in order, changes its shards. */
export class Stream {
  public readonly shards: ShardMap;
  /** Milliseconds since the epoch. */
  public readonly created: number;
  private readonly growth: Growth | undefined;
  private readonly throttles: ThrottleLog;
  private updates: readonly number[];
  private updatingUntil = 0;
  private unsaved = true;
  private lastArrival = 0;
  private sweptAt: number;

  public constructor(
    public readonly definition: StreamDefinition,
    private readonly env: StreamEnvironment,
  ) {
    const { clock, store, log } = env;
    const now = clock.now();
    const kept = store.value(stateName(definition));
    const state: StreamState =
      kept === undefined ? freshState(definition, now) : parseState(kept, stateName(definition));
    this.created = state.created;
    this.updates = state.updates;
    this.sweptAt = now;
    this.shards = new ShardMap(state.shards, (index) => store.topic(`kinesis/${definition.arn}/${index}`));
    this.throttles = new ThrottleLog(definition.name, log);
    if (definition.mode === 'ON_DEMAND') {
      this.growth = new Growth(this.shards, env.onDemandCeiling, now, state.growth);
    } else if (state.declaredShards !== definition.shardCount) {
      // The template changed since the data folder was written: what a deployment would do.
      this.shards.rescale(definition.shardCount, now);
    }
  }

  public get status(): 'ACTIVE' | 'UPDATING' {
    return this.env.clock.now() < this.updatingUntil ? 'UPDATING' : 'ACTIVE';
  }

  /** Times of UpdateShardCount calls since then, in milliseconds since the epoch. */
  public updatesSince(time: number): number {
    return this.updates.filter((at) => at > time).length;
  }

  /**
   * Takes records in, each as far as its shard has room.
   *
   * @returns What became of each, once all that were taken in are as safe as the store promises
   * @throws StorageError where the store cannot keep them; then none was taken in
   */
  public async put(entries: readonly PutEntry[]): Promise<PutOutcome[]> {
    const now = this.env.clock.now();
    this.tend(now);
    const taken: { readonly shard: Shard; readonly at: number }[] = [];
    const records: NewRecord[] = [];
    const outcomes: PutOutcome[] = [];
    for (const entry of entries) {
      const shard = this.shardOf(entry);
      const refused = this.tryTake(shard, entry, now);
      if (refused !== undefined) {
        outcomes.push({ shard, refused });
        continue;
      }
      taken.push({ shard, at: outcomes.length });
      outcomes.push({ shard, refused: 'failed' });
      records.push({ topic: shard.topic, key: entry.partitionKey, data: entry.data });
    }
    if (records.length === 0) return outcomes;
    const arrival = this.arrivalOf(now);
    for (const { shard } of taken) shard.pending++;
    try {
      if (this.unsaved) this.save();
      const ordinals = await this.env.store.append(arrival, records);
      for (let i = 0; i < taken.length; i++) {
        const { shard, at } = taken[i] as (typeof taken)[number];
        outcomes[at] = { shard, sequenceNumber: shard.numbers.format(ordinals[i] as number, arrival) };
      }
    } finally {
      for (const { shard } of taken) shard.pending--;
    }
    return outcomes;
  }

  /** Records of a shard from an ordinal on, without regard to the limits, within retention. */
  public read(shard: Shard, from: number, limit: number): StoredRecord[] {
    const first = this.firstOf(shard);
    return this.env.store.read(shard.topic, Math.max(from, first), { ...READ_LIMIT, records: limit });
  }

  /** Records of several shards from where cursors stand, without regard to the limits. */
  public readTogether<C extends TopicCursor>(cursors: readonly C[], batch: RecordBatch<C>): void {
    this.env.store.readTogether(cursors, batch);
  }

  /** The ordinal of the oldest record that retention has left. */
  public firstOf(shard: Shard): number {
    const cutoff = this.env.clock.now() - this.definition.retentionHours * HOUR;
    const { store } = this.env;
    const first = store.first(shard.topic);
    const arrival = store.tryArrival(shard.topic, first);
    if (arrival === undefined || arrival >= cutoff) return first;
    store.trim(shard.topic, this.ordinalAt(shard, cutoff));
    return store.first(shard.topic);
  }

  /** The ordinal after the last record. */
  public nextOf(shard: Shard): number {
    return this.env.store.next(shard.topic);
  }

  public arrivalOfRecord(shard: Shard, ordinal: number): number | undefined {
    return this.env.store.tryArrival(shard.topic, ordinal);
  }

  /** The ordinal of the first record that arrived at a time or later. @param time Milliseconds since the epoch */
  public ordinalAt(shard: Shard, time: number): number {
    const { store } = this.env;
    let low = store.first(shard.topic);
    let high = store.next(shard.topic);
    while (low < high) {
      const half = (low + high) >>> 1;
      if ((store.tryArrival(shard.topic, half) ?? 0) < time) low = half + 1;
      else high = half;
    }
    return low;
  }

  /** Whether a reader that stands at an ordinal has had everything the shard will ever give. */
  public isFinished(shard: Shard, at: number): boolean {
    return !shard.open && shard.pending === 0 && at >= this.nextOf(shard);
  }

  /** Shards that are open, or closed with records that retention may still hold. */
  public present(): Shard[] {
    const cutoff = this.env.clock.now() - this.definition.retentionHours * HOUR;
    return this.shards.all.filter(({ closed }) => closed === undefined || closed >= cutoff);
  }

  /** Changes the shards. @returns Once the change is as safe as a record */
  public async reshard(change: (now: number) => void): Promise<void> {
    const now = this.env.clock.now();
    change(now);
    this.updatingUntil = now + this.env.reshardingTime;
    await this.save();
  }

  /** As {@link reshard}, and counts as an update of the shard count. */
  public async rescale(count: number): Promise<void> {
    const now = this.env.clock.now();
    this.updates = [...this.updates.filter((at) => at > now - 24 * HOUR), now];
    await this.reshard(() => this.shards.rescale(count, now));
  }

  private shardOf({ partitionKey, hashKey }: PutEntry): Shard {
    return hashKey === undefined ? this.shards.ofKey(partitionKey) : this.shards.ofHash(hashKey);
  }

  private tryTake(shard: Shard, entry: PutEntry, now: number): 'throttled' | 'failed' | undefined {
    const fault = this.env.faults.tryRefuse?.(this.definition.name, shard.id);
    if (fault !== undefined) return fault;
    const bytes = sizeOf(entry);
    this.throttles.note(now, shard, entry.hashKey ?? entry.partitionKey, bytes);
    if (!shard.limits.tryWrite(now, bytes)) {
      this.throttles.throttled(now, shard);
      return 'throttled';
    }
    shard.minuteBytes += bytes;
    shard.minuteRecords++;
    return undefined;
  }

  /** What time does to a stream. */
  private tend(now: number): void {
    const before = this.shards.open.length;
    if (this.growth?.grow(now)) {
      this.unsaved = true;
      const to = this.shards.open.length;
      const { name } = this.definition;
      this.env.log({
        kind: 'growth',
        stream: name,
        from: before,
        to,
        message: `stream ${name} grew from ${before} to ${to} shards`,
      });
    }
    if (now - this.sweptAt < SWEEP) return;
    this.sweptAt = now;
    for (const shard of this.shards.all) this.firstOf(shard);
    this.env.store.reclaim();
  }

  /** Writes the state; the log keeps its order, so what is put next into a new shard is never without it. */
  private save(): Promise<void> {
    this.unsaved = false;
    const state: StreamState = {
      created: this.created,
      shards: this.shards.toState(),
      declaredShards: this.definition.shardCount,
      updates: this.updates,
      ...(this.growth !== undefined && { growth: this.growth.toState() }),
    };
    const saved = this.env.store.setValue(stateName(this.definition), JSON.stringify(state));
    saved.catch(() => {
      this.unsaved = true;
    });
    return saved;
  }

  /** In whole milliseconds, and never before that of the record before, whatever the clock does. */
  private arrivalOf(now: number): number {
    this.lastArrival = Math.max(this.lastArrival, Math.floor(now));
    return this.lastArrival;
  }
}

/** What counts against limits: data and partition key. */
export function sizeOf({ data, partitionKey }: PutEntry): number {
  return data.length + Buffer.byteLength(partitionKey);
}

function freshState({ shardCount }: StreamDefinition, now: number): StreamState {
  return { created: now, shards: ShardMap.initial(shardCount, now), declaredShards: shardCount, updates: [] };
}
