import { Refusal } from '../refusal';
import { TargetConfigurationError } from '../target';

/** How long a call may take; its signal is made only if somebody listens. */
export class Deadline {
  private controller: AbortController | undefined;
  private expired = false;

  /**
   * @param timeout In milliseconds
   * @param onExpire Called once, when the time is over
   */
  public constructor(
    public readonly timeout: number,
    private readonly onExpire: () => void,
  ) {}

  public get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.expired) this.controller.abort();
    return this.controller.signal;
  }

  public expire(): void {
    this.expired = true;
    this.controller?.abort();
    this.onExpire();
  }
}

/**
 * Calls that may take equally long, the oldest first. They share one timer, since nearly all of them end long before
 * their time: a timer of its own for each would cost more than the rest of the bookkeeping.
 */
class DeadlineQueue {
  private readonly pending = new Map<Deadline, number>();
  private timer: NodeJS.Timeout | undefined;

  public constructor(private readonly timeout: number) {}

  public add(deadline: Deadline): void {
    this.pending.set(deadline, performance.now() + this.timeout);
    this.timer ??= setTimeout(() => this.check(), this.timeout).unref();
  }

  /** False where its time was over already. */
  public remove(deadline: Deadline): boolean {
    return this.pending.delete(deadline);
  }

  private check(): void {
    this.timer = undefined;
    const now = performance.now();
    for (const [deadline, due] of this.pending) {
      if (due > now) {
        this.timer = setTimeout(() => this.check(), Math.ceil(due - now)).unref();
        return;
      }
      this.pending.delete(deadline);
      deadline.expire();
    }
  }
}

/** By timeout: methods of an API have few different ones. */
const queues = new Map<number, DeadlineQueue>();

function queueOf(timeout: number): DeadlineQueue {
  const known = queues.get(timeout) ?? new DeadlineQueue(timeout);
  queues.set(timeout, known);
  return known;
}

/**
 * Waits for `work` as long as the integration's timeout says. A failure is INTEGRATION_FAILURE, a refusal stays one.
 *
 * @param timeout In milliseconds
 * @param settled Told the answer, or the refusal, before anybody else
 */
export function withDeadline<T>(
  timeout: number,
  work: (deadline: Deadline) => Promise<T>,
  settled: (answer: T | undefined, refusal: Refusal | undefined) => void = () => undefined,
): Promise<T> {
  const queue = queueOf(timeout);
  return new Promise<T>((resolve, reject) => {
    const refuse = (refusal: Refusal) => {
      settled(undefined, refusal);
      reject(refusal);
    };
    const deadline = new Deadline(timeout, () => {
      refuse(new Refusal('INTEGRATION_TIMEOUT', { reason: `no answer within ${timeout} ms` }));
    });
    queue.add(deadline);
    const fail = (error: unknown) => {
      if (queue.remove(deadline)) refuse(error instanceof Refusal ? error : failure(error));
    };
    try {
      work(deadline).then((answer) => {
        // What comes after the time is over concerns nobody.
        if (!queue.remove(deadline)) return;
        settled(answer, undefined);
        resolve(answer);
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
}

function failure(error: unknown): Refusal {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof TargetConfigurationError) {
    return new Refusal('API_CONFIGURATION_ERROR', { reason, cause: error });
  }
  return new Refusal('INTEGRATION_FAILURE', { reason: `the integration failed: ${reason}`, cause: error });
}
