import type { Timing } from '../../producer';

/** Time that a test moves; chance that it chooses. */
export class VirtualTime implements Timing {
  private time = 0;
  private tasks: { readonly at: number; readonly task: () => void }[] = [];

  public constructor(public readonly random: () => number = () => 0.5) {}

  public now(): number {
    return this.time;
  }

  public schedule(task: () => void, milliseconds: number): () => void {
    const entry = { at: this.time + milliseconds, task };
    this.tasks.push(entry);
    return () => {
      this.tasks = this.tasks.filter((other) => other !== entry);
    };
  }

  /** How many tasks are waiting. */
  public get pending(): number {
    return this.tasks.length;
  }

  /** Runs what is due in the next `milliseconds`, in order, each after what the one before has brought about. */
  public async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settle();
      const next = this.tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.tasks = this.tasks.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.task();
    }
    this.time = end;
    await settle();
  }
}

/** Lets promises run that need no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
