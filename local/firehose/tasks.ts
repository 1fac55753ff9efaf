import type { Scheduler } from '../scheduler';

/** The tasks of one delivery stream, and whether any of them is doing something. */
export class Tasks {
  private running = 0;
  private sleeping = 0;
  private waiting: (() => void)[] = [];

  /** @param onFault Told of what a task fails with, which is a fault of the runtime or of its disk */
  public constructor(
    private readonly scheduler: Scheduler,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Runs a task. */
  public run(task: () => Promise<void>): void {
    this.running++;
    this.scheduler.run(async () => {
      try {
        await task();
      } catch (error) {
        this.onFault(error);
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
