import type { Scheduler, Timer } from '../scheduler';
import type { DeliveryRecord } from './record';

/** How much, and how long, is gathered. */
export interface Hints {
  /** Bytes. */
  readonly bufferSize: number;
  /** Milliseconds. */
  readonly bufferInterval: number;
}

/** Records that become one object, or one call of a function. */
export interface Gathering {
  readonly folder: string;
  readonly records: readonly DeliveryRecord[];
  readonly bytes: number;
  /** Earliest arrival, in milliseconds since the epoch. */
  readonly oldest: number;
}

interface Open {
  readonly folder: string;
  readonly records: DeliveryRecord[];
  bytes: number;
  oldest: number;
  readonly timer: Timer;
}

/** Gathers records by folder until there are enough of them, or the oldest has waited long enough. */
export class Gatherer {
  private readonly open = new Map<string, Open>();

  public constructor(
    private readonly hints: Hints,
    private readonly scheduler: Scheduler,
    private readonly onFull: (gathering: Gathering) => void,
    /** Told when a folder begins to gather. */
    private readonly onBegin: () => void = () => {},
  ) {}

  /** How many folders gather. */
  public get size(): number {
    return this.open.size;
  }

  public has(folder: string): boolean {
    return this.open.has(folder);
  }

  /** @param size What the record weighs, in bytes */
  public add(folder: string, record: DeliveryRecord, size: number): void {
    const open = this.open.get(folder) ?? this.begin(folder);
    open.records.push(record);
    open.bytes += size;
    open.oldest = Math.min(open.oldest, record.arrival);
    if (open.bytes >= this.hints.bufferSize) this.close(open);
  }

  /** Closes everything that gathers. */
  public flush(): void {
    for (const open of [...this.open.values()]) this.close(open);
  }

  /** Closes what holds most. */
  public flushLargest(): void {
    let largest: Open | undefined;
    for (const open of this.open.values()) if (open.bytes > (largest?.bytes ?? -1)) largest = open;
    if (largest !== undefined) this.close(largest);
  }

  /** Lets go of everything, delivered or not. */
  public stop(): void {
    for (const { timer } of this.open.values()) timer.cancel();
    this.open.clear();
  }

  private begin(folder: string): Open {
    const timer = this.scheduler.after(this.hints.bufferInterval, () => this.close(open));
    const open: Open = { folder, records: [], bytes: 0, oldest: Number.POSITIVE_INFINITY, timer };
    this.open.set(folder, open);
    this.onBegin();
    return open;
  }

  private close(open: Open): void {
    open.timer.cancel();
    this.open.delete(open.folder);
    this.onFull(open);
  }
}
