import type { Scheduler } from '../scheduler';
import type { InvocationResult } from './invocation';
import type { Lambda } from './lambda';
import type { LambdaLog } from './log';

/** Before the second and the third attempt, in milliseconds. Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_DELAYS: readonly number[] = [60_000, 120_000];
/** A throttled event waits from one second to five minutes, for six hours. */
const THROTTLE_DELAY = { first: 1_000, most: 300_000 };
const MAXIMUM_AGE = 21_600_000;

/** An event that was given up on, for the queue a function names. */
export interface DeadLetter {
  readonly queueArn: string;
  readonly role: string;
  readonly body: string;
  /** `RequestID`, `ErrorCode`, `ErrorMessage`. */
  readonly attributes: ReadonlyMap<string, string>;
}

export interface EventInvocationOptions {
  readonly scheduler: Scheduler;
  readonly log: LambdaLog;
  readonly sendDeadLetter: (letter: DeadLetter) => Promise<void>;
}

/** Asynchronous calls: accepted at once, run three times at most, then handed to the function's dead-letter queue. */
export class EventInvocations {
  private underWay = 0;

  public constructor(
    private readonly lambda: Lambda,
    private readonly options: EventInvocationOptions,
  ) {}

  /** How many events are accepted and not done. They live in memory: the end of the process loses them. */
  public get pending(): number {
    return this.underWay;
  }

  public accept(reference: string, payload: Buffer, requestId: string): void {
    this.underWay++;
    this.options.scheduler.run(async () => {
      try {
        await this.process(reference, payload, requestId);
      } finally {
        this.underWay--;
      }
    });
  }

  private async process(reference: string, payload: Buffer, requestId: string): Promise<void> {
    const { scheduler } = this.options;
    const accepted = scheduler.now();
    let throttles = 0;
    for (let attempt = 0; ; ) {
      const outcome = await this.attempt(reference, payload, requestId);
      if (outcome === 'throttled' && scheduler.now() - accepted < MAXIMUM_AGE) {
        await scheduler.sleep(Math.min(THROTTLE_DELAY.first * 2 ** throttles++, THROTTLE_DELAY.most));
        continue;
      }
      if (outcome !== 'throttled' && outcome.functionError === undefined) return;
      const delay = outcome === 'throttled' ? undefined : RETRY_DELAYS[attempt++];
      if (delay === undefined) return this.giveUp(reference, payload, requestId, outcome);
      await scheduler.sleep(delay);
    }
  }

  private async attempt(
    reference: string,
    payload: Buffer,
    requestId: string,
  ): Promise<InvocationResult | 'throttled'> {
    try {
      return await this.lambda.invoke(reference, payload, { requestId });
    } catch (error) {
      this.note('warning', reference, error instanceof Error ? error.message : String(error));
      return 'throttled';
    }
  }

  private async giveUp(
    reference: string,
    payload: Buffer,
    requestId: string,
    outcome: InvocationResult | 'throttled',
  ): Promise<void> {
    const message = outcome === 'throttled' ? 'Rate Exceeded.' : outcome.payload.toString();
    this.note('error', reference, `event ${requestId} was given up on: ${message}`);
    const { deadLetterTarget, role } = this.lambda.resolve(reference).definition;
    if (deadLetterTarget === undefined) return;
    const attributes = new Map([
      ['RequestID', requestId],
      ['ErrorCode', outcome === 'throttled' ? '429' : '200'],
      ['ErrorMessage', message.slice(0, 1_024)],
    ]);
    try {
      await this.options.sendDeadLetter({ queueArn: deadLetterTarget, role, body: payload.toString(), attributes });
    } catch (error) {
      this.note('error', reference, `the dead-letter queue did not take it: ${String(error)}`);
    }
  }

  private note(level: 'warning' | 'error', subject: string, message: string): void {
    this.options.log({ kind: 'note', level, subject, message });
  }
}
