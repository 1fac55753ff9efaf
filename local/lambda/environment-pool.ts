import type { ExecutionEnvironment } from './execution-environment';

interface Idle {
  readonly owner: string;
  readonly environment: ExecutionEnvironment;
}

/**
 * The worker threads of all functions together. AWS has a machine for each; here the number of threads is bounded, and
 * who comes later waits, before his time begins to run.
 */
export class EnvironmentPool {
  /** Least recently used first. */
  private idle: Idle[] = [];
  private readonly busy = new Set<ExecutionEnvironment>();
  private readonly waiting: (() => void)[] = [];
  private starting = 0;

  /** @param most Threads at the same time */
  public constructor(private readonly most: number) {}

  /** A copy of the function that has nothing to do, or a new one. */
  public async acquire(owner: string, start: () => ExecutionEnvironment): Promise<ExecutionEnvironment> {
    for (;;) {
      const warm = this.takeWarm(owner);
      if (warm !== undefined) return warm;
      if (this.busy.size + this.idle.length + this.starting < this.most) return this.begin(start);
      const [oldest] = this.idle;
      if (oldest !== undefined) {
        this.idle.shift();
        this.starting++;
        await oldest.environment.stop();
        this.starting--;
        return this.begin(start);
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  public release(owner: string, environment: ExecutionEnvironment): void {
    this.busy.delete(environment);
    if (environment.alive) this.idle.push({ owner, environment });
    this.waiting.shift()?.();
  }

  public async close(): Promise<void> {
    const all = [...this.idle.map(({ environment }) => environment), ...this.busy];
    this.idle = [];
    await Promise.all(all.map((environment) => environment.stop()));
  }

  private takeWarm(owner: string): ExecutionEnvironment | undefined {
    this.idle = this.idle.filter(({ environment }) => environment.alive);
    const found = this.idle.filter((one) => one.owner === owner).at(-1);
    if (found === undefined) return undefined;
    this.idle.splice(this.idle.indexOf(found), 1);
    this.busy.add(found.environment);
    return found.environment;
  }

  private begin(start: () => ExecutionEnvironment): ExecutionEnvironment {
    const environment = start();
    this.busy.add(environment);
    return environment;
  }
}
