import type { Scheduler, Timer } from '../scheduler';

/** How much, and how long, is gathered. */
export interface Hints {
  /** Bytes. */
  readonly bufferSize: number;
  /** Milliseconds. */
  readonly bufferInterval: number;
}

/** What becomes one object, or one call of a function. */
export interface Gathering<C> {
  readonly folder: string;
  readonly contents: C;
  readonly bytes: number;
  /** Earliest arrival, in milliseconds since the epoch. */
  readonly oldest: number;
}

interface Open<C> extends Gathering<C> {
  bytes: number;
  oldest: number;
  readonly timer: Timer;
}

/**
 * Gathers records by folder until there are enough of them, or the oldest has waited long enough.
 *
 * @typeParam C What holds the records of a folder
 */
export class Gatherer<C> {
  private readonly open = new Map<string, Open<C>>();

  public constructor(
    private readonly hints: Hints,
    private readonly scheduler: Scheduler,
    private readonly newContents: () => C,
    private readonly onFull: (gathering: Gathering<C>) => void,
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

  /** What gathers for a folder, begun where nothing does. {@link grow} is told of what is added. */
  public at(folder: string): Gathering<C> {
    return this.open.get(folder) ?? this.begin(folder);
  }

  /** Bytes of the folder that has most; 0 where none gathers. */
  public get most(): number {
    let most = 0;
    for (const { bytes } of this.open.values()) most = Math.max(most, bytes);
    return most;
  }

  /** Bytes until there are enough for a folder. */
  public roomOf({ bytes }: Gathering<C>): number {
    return this.hints.bufferSize - bytes;
  }

  /**
   * Tells of what was added, and closes what is full.
   *
   * @param size What it weighs, in bytes
   * @param arrival The earliest, in milliseconds since the epoch
   */
  public grow({ folder }: Gathering<C>, size: number, arrival: number): void {
    const open = this.open.get(folder);
    if (open === undefined) return;
    open.bytes += size;
    open.oldest = Math.min(open.oldest, arrival);
    if (open.bytes >= this.hints.bufferSize) this.close(open);
  }

  /** Closes everything that gathers. */
  public flush(): void {
    for (const open of [...this.open.values()]) this.close(open);
  }

  /** Closes what holds most. */
  public flushLargest(): void {
    let largest: Open<C> | undefined;
    for (const open of this.open.values()) if (open.bytes > (largest?.bytes ?? -1)) largest = open;
    if (largest !== undefined) this.close(largest);
  }

  /** Lets go of everything, delivered or not. */
  public stop(): void {
    for (const { timer } of this.open.values()) timer.cancel();
    this.open.clear();
  }

  private begin(folder: string): Open<C> {
    const timer = this.scheduler.after(this.hints.bufferInterval, () => this.close(open));
    const contents = this.newContents();
    const open: Open<C> = { folder, contents, bytes: 0, oldest: Number.POSITIVE_INFINITY, timer };
    this.open.set(folder, open);
    this.onBegin();
    return open;
  }

  private close(open: Open<C>): void {
    open.timer.cancel();
    this.open.delete(open.folder);
    this.onFull(open);
  }
}
