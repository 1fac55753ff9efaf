import type { Scheduler, Timer } from '../scheduler';

/** Calls that wait for something to receive. */
export class Waiters {
  private readonly waiting = new Map<() => void, Timer>();
  private isClosed = false;

  public constructor(private readonly scheduler: Scheduler) {}

  /** Ends when something changed, or after a time in milliseconds. */
  public wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.waiting.get(end)?.cancel();
        this.waiting.delete(end);
        resolve();
      };
      this.waiting.set(end, this.scheduler.after(this.isClosed ? 0 : Math.max(milliseconds, 1), end));
    });
  }

  public get closed(): boolean {
    return this.isClosed;
  }

  public wake(): void {
    for (const end of [...this.waiting.keys()]) end();
  }

  public close(): void {
    this.isClosed = true;
    this.wake();
  }
}
