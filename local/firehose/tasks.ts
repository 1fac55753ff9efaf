import type { Scheduler } from '../scheduler';

/** The tasks of one delivery stream, and whether any of them is doing something. */
export class Tasks {
  private running = 0;
  private sleeping = 0;
  private waiting: (() => void)[] = [];

  public constructor(public readonly scheduler: Scheduler) {}

  /** Runs a task, which must not reject. */
  public run(task: () => Promise<void>): void {
    this.running++;
    this.scheduler.run(async () => {
      try {
        await task();
      } finally {
        this.running--;
        this.notify();
      }
    });
  }

  /** Waits, in milliseconds. Only within a task, and once at a time. */
  public async sleep(delay: number): Promise<void> {
    this.sleeping++;
    this.notify();
    await this.scheduler.sleep(delay);
    this.sleeping--;
  }

  /** Resolves when every task has ended or sleeps. */
  public async quiet(): Promise<void> {
    while (this.running > this.sleeping) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private notify(): void {
    if (this.running > this.sleeping) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
