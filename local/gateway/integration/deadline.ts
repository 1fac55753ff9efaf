import { Refusal } from '../refusal';
import { TargetConfigurationError } from '../target';

/** How long a call may take; its signal is made only if somebody listens. */
export class Deadline {
  private controller: AbortController | undefined;
  private expired = false;

  public constructor(public readonly timeout: number) {}

  public get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.expired) this.controller.abort();
    return this.controller.signal;
  }

  public expire(): void {
    this.expired = true;
    this.controller?.abort();
  }
}

/**
 * Waits for `work` as long as the integration's timeout says. A failure is INTEGRATION_FAILURE, a refusal stays one.
 *
 * @param timeout In milliseconds
 */
export function withDeadline<T>(timeout: number, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = new Deadline(timeout);
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      deadline.expire();
      reject(new Refusal('INTEGRATION_TIMEOUT', { reason: `no answer within ${timeout} ms` }));
    }, timeout);
    const fail = (error: unknown) => {
      clearTimeout(timer);
      reject(error instanceof Refusal ? error : failure(error));
    };
    try {
      work(deadline).then((answer) => {
        clearTimeout(timer);
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
