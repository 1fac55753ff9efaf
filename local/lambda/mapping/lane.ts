import type { Scheduler, Timer } from '../../scheduler';
import { PAYLOAD_LIMIT } from '../invocation';
import type { PendingRecord } from './batch-processor';
import { eventSize } from './kinesis-event';

export interface LaneOptions {
  readonly scheduler: Scheduler;
  readonly batchSize: number;
  /** Milliseconds. */
  readonly window: number;
  readonly process: (batch: readonly PendingRecord[]) => Promise<void>;
  /** Told after each batch. */
  readonly onProgress: () => void;
}

/** Gathers the records of some partition keys into batches, one of which is being processed at a time. */
export class Lane {
  private buffer: PendingRecord[] = [];
  private bytes = 0;
  /** Whether the time for the batch being gathered is over. */
  private isOver = false;
  private busy = false;
  private timer: Timer | undefined;

  public constructor(private readonly options: LaneOptions) {}

  public add(record: PendingRecord): void {
    this.buffer.push(record);
    this.bytes += eventSize(record.record);
  }

  /** Begins a batch if one is ready, else waits for its window to end. */
  public kick(): void {
    if (this.busy || this.buffer.length === 0) return;
    const { batchSize, scheduler, window } = this.options;
    const isFull = this.buffer.length >= batchSize || this.bytes >= PAYLOAD_LIMIT;
    if (!isFull && window > 0 && !this.isOver) {
      this.timer ??= scheduler.after(window, () => {
        this.isOver = true;
        this.kick();
      });
      return;
    }
    this.timer?.cancel();
    this.timer = undefined;
    this.isOver = false;
    this.busy = true;
    scheduler.run(() => this.work(this.take()));
  }

  public stop(): void {
    this.timer?.cancel();
    this.buffer = [];
  }

  private async work(batch: readonly PendingRecord[]): Promise<void> {
    await this.options.process(batch);
    this.busy = false;
    this.options.onProgress();
    this.kick();
  }

  /** As much as a batch and an event may hold; one record at least. */
  private take(): readonly PendingRecord[] {
    let bytes = 0;
    let count = 0;
    for (const { record } of this.buffer) {
      bytes += eventSize(record);
      if (count > 0 && (count >= this.options.batchSize || bytes > PAYLOAD_LIMIT)) break;
      this.bytes -= eventSize(record);
      count++;
    }
    return this.buffer.splice(0, count);
  }
}
