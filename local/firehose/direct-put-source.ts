import { RecordBatch, type RecordStore, type TopicCursor } from '../storage';
import { Lane } from './acknowledgement';
import type { DeliveryStreamDefinition } from './definition';
import type { FirehoseEnvironment } from './environment';
import type { Source } from './source';
import { type Span, spansOf } from './span';
import type { Tasks } from './tasks';

/** Records that are put. They lie in the store from the moment they are acknowledged until they are delivered. */
export class DirectPutSource implements Source {
  private readonly lane = new Lane((ordinal) => this.advance(ordinal));
  private readonly store: RecordStore;
  private readonly topic: number;
  private readonly valueName: string;
  private readonly cursor: { at: number; end: number } & TopicCursor;
  private readonly batch = new RecordBatch();
  private delivered: number;
  private saving = false;
  private lastArrival = 0;

  public constructor(
    { arn }: DeliveryStreamDefinition,
    private readonly env: FirehoseEnvironment,
    private readonly tasks: Tasks,
    private readonly onRecords: () => void,
  ) {
    this.store = env.store;
    this.topic = env.store.topic(`firehose/${arn}`);
    this.valueName = `firehose/${arn}/delivered`;
    this.delivered = Math.max(Number(this.store.value(this.valueName) ?? 0), this.store.first(this.topic));
    this.cursor = { topic: this.topic, at: this.delivered, end: Number.POSITIVE_INFINITY };
  }

  public get pending(): number {
    return this.lane.pending;
  }

  public get pendingBytes(): number {
    return this.lane.pendingBytes;
  }

  public async start(): Promise<void> {
    this.onRecords();
  }

  /** Takes records in. @returns The ordinal of each @throws StorageError where they cannot be kept; then none was taken */
  public async put(records: readonly Buffer[]): Promise<readonly number[]> {
    // The store's times must not fall, a clock may be set back.
    this.lastArrival = Math.max(this.env.scheduler.now(), this.lastArrival);
    const ordinals = await this.store.append(
      this.lastArrival,
      records.map((data) => ({ topic: this.topic, key: '', data })),
    );
    this.onRecords();
    return ordinals;
  }

  public next(): readonly Span[] {
    this.store.readTogether([this.cursor], this.batch);
    return this.batch.runs.flatMap((run) => spansOf(this.batch, run, this.lane, undefined));
  }

  public stop(): void {
    this.cursor.end = 0;
  }

  private advance(delivered: number): void {
    this.delivered = delivered;
    if (this.saving) return;
    this.saving = true;
    // One value for all that is done in this turn.
    this.tasks.run(async () => {
      await Promise.resolve();
      this.saving = false;
      try {
        await this.store.setValue(this.valueName, String(this.delivered));
        this.store.trim(this.topic, this.delivered);
        this.store.reclaim();
      } catch {
        // What cannot be noted is delivered again after a restart, as Firehose may.
      }
    });
  }
}
