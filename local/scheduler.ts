import { type Clock, ManualClock, systemClock } from './clock';

/** A task that waits for its time. */
export interface Timer {
  /** Without effect once the task has begun. */
  cancel(): void;
}

/**
 * Time, and waiting for it. What waits here can be sped up or moved by hand; what only reads the time takes a
 * {@link Clock}.
 */
export interface Scheduler extends Clock {
  /** Runs a task after a waiting time in milliseconds. */
  after(delay: number, task: () => void | Promise<void>): Timer;
  /** Runs a task now. It must not reject: nobody waits for it. */
  run(task: () => Promise<void>): void;
  /** Waits, in milliseconds. Only within a task of this scheduler, and once at a time. */
  sleep(delay: number): Promise<void>;
}

/** The wall clock, with waiting times divided. */
export class RealScheduler implements Scheduler {
  private readonly clock: Clock;
  private readonly speed: number;

  /** @param options speed: what waiting times are divided by; above 0 */
  public constructor(options: { readonly speed?: number; readonly clock?: Clock } = {}) {
    this.speed = options.speed ?? 1;
    this.clock = options.clock ?? systemClock;
  }

  public now(): number {
    return this.clock.now();
  }

  public after(delay: number, task: () => void | Promise<void>): Timer {
    const timer = setTimeout(() => void task(), delay / this.speed);
    return { cancel: () => clearTimeout(timer) };
  }

  public run(task: () => Promise<void>): void {
    void task();
  }

  public sleep(delay: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, delay / this.speed));
  }
}

interface Waiting {
  readonly at: number;
  readonly task: () => void | Promise<void>;
}

/** A scheduler whose time stands still until a test moves it. Tasks under way end before time moves on. */
export class ManualScheduler implements Scheduler {
  private readonly waiting = new Set<Waiting>();
  private running = 0;
  private sleeping = 0;

  /** @param clock The clock that is moved; others may read it */
  public constructor(private readonly clock: ManualClock = new ManualClock()) {}

  public now(): number {
    return this.clock.now();
  }

  public after(delay: number, task: () => void | Promise<void>): Timer {
    const waiting = { at: this.now() + Math.max(delay, 0), task };
    this.waiting.add(waiting);
    return { cancel: () => this.waiting.delete(waiting) };
  }

  public run(task: () => Promise<void>): void {
    this.running++;
    void task().finally(() => {
      this.running--;
    });
  }

  public sleep(delay: number): Promise<void> {
    this.sleeping++;
    return new Promise((resolve) => {
      this.after(delay, () => {
        this.sleeping--;
        resolve();
      });
    });
  }

  /** Moves time on, task by task, and waits until all is quiet. @param milliseconds How far */
  public async advance(milliseconds: number): Promise<void> {
    const target = this.now() + milliseconds;
    await this.settle();
    for (let next = this.due(target); next !== undefined; next = this.due(target)) {
      this.waiting.delete(next);
      this.clock.set(Math.max(this.now(), next.at));
      const { task } = next;
      this.run(async () => task());
      await this.settle();
    }
    this.clock.set(target);
  }

  /** Waits until every task under way has ended or sleeps. */
  public async settle(): Promise<void> {
    do {
      // Twice: a promise that ends in the first turn may begin a task in the second.
      await turn();
      await turn();
    } while (this.running > this.sleeping);
  }

  private due(target: number): Waiting | undefined {
    let earliest: Waiting | undefined;
    for (const waiting of this.waiting) {
      if (waiting.at <= target && (earliest === undefined || waiting.at < earliest.at)) earliest = waiting;
    }
    return earliest;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
