import { AwsFault } from '../endpoint';
import type { Scheduler, Timer } from '../scheduler';
import { memoryStore, type RecordStore } from '../storage';
import type { InvocationResult } from './invocation';
import type { Lambda } from './lambda';
import type { LambdaLog } from './log';
import { Checkpoint } from './mapping/checkpoint';

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
  /** Keeps what is accepted. @default - in memory */
  readonly store?: RecordStore;
  readonly sendDeadLetter: (letter: DeadLetter) => Promise<void>;
}

const TOPIC = 'lambda/events';
/** The ordinal before which every event is done. */
const DONE = 'lambda/events/done';
const PAGE = { records: 1_000, bytes: 8_388_608 };

/** An event on its way through its attempts. */
interface Accepted {
  readonly reference: string;
  readonly payload: Buffer;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly accepted: number;
  /** To be called once it is handled or given up. */
  readonly done: () => void;
  /** Calls that failed. */
  attempts: number;
  throttles: number;
}

/**
 * Asynchronous calls: accepted once they are kept, run three times at most, then handed to the function's dead-letter
 * queue. What is not done when the process ends is run after the next {@link start}, from its first attempt on.
 */
export class EventInvocations {
  private readonly store: RecordStore;
  private readonly topic: number;
  private readonly checkpoint: Checkpoint;
  private readonly waiting = new Set<Timer>();
  private lastArrival = 0;
  private stopped = false;

  public constructor(
    private readonly lambda: Lambda,
    private readonly options: EventInvocationOptions,
  ) {
    this.store = options.store ?? memoryStore();
    this.topic = this.store.topic(TOPIC);
    this.checkpoint = new Checkpoint(async (position) => {
      await this.store.setValue(DONE, position);
      this.store.trim(this.topic, Number(position));
      this.store.reclaim();
    });
  }

  /** How many events are accepted and not done. */
  public get pending(): number {
    return this.checkpoint.pending;
  }

  /** Goes on with what an earlier process accepted and did not finish. */
  public start(): void {
    const from = Math.max(Number(this.store.value(DONE) ?? 0), this.store.first(this.topic));
    const end = this.store.next(this.topic);
    for (let at = from; at < end; ) {
      const records = this.store.read(this.topic, at, PAGE);
      for (const { ordinal, arrival, key, data } of records) {
        const [requestId = '', reference = ''] = JSON.parse(key) as string[];
        this.begin(ordinal, { requestId, reference, payload: data, accepted: arrival });
      }
      at = (records.at(-1)?.ordinal ?? end) + 1;
    }
  }

  /** Lets what is under way end; what waits for another attempt waits for the next start. */
  public async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.waiting) timer.cancel();
    this.waiting.clear();
    await this.checkpoint.settled();
  }

  /** @returns Once the event is as safe as the store promises @throws StorageError where it cannot be kept */
  public async accept(reference: string, payload: Buffer, requestId: string): Promise<void> {
    const accepted = Math.max(this.options.scheduler.now(), this.lastArrival);
    this.lastArrival = accepted;
    const key = JSON.stringify([requestId, reference]);
    const [ordinal = 0] = await this.store.append(accepted, [{ topic: this.topic, key, data: payload }]);
    this.begin(ordinal, { requestId, reference, payload, accepted });
  }

  private begin(ordinal: number, event: Pick<Accepted, 'requestId' | 'reference' | 'payload' | 'accepted'>): void {
    const done = this.checkpoint.take(String(ordinal + 1));
    this.options.scheduler.run(() => this.attempt({ ...event, done, attempts: 0, throttles: 0 }));
  }

  private async attempt(event: Accepted): Promise<void> {
    if (this.stopped) return;
    const outcome = await this.invoke(event);
    if (outcome !== 'throttled' && outcome.functionError === undefined) {
      event.done();
      return;
    }
    // What fails while all is being shut down says nothing of the event.
    if (this.stopped) return;
    const delay = outcome === 'throttled' ? this.throttleDelay(event) : RETRY_DELAYS[event.attempts++];
    if (delay === undefined) {
      await this.giveUp(event, outcome);
      event.done();
      return;
    }
    const timer = this.options.scheduler.after(delay, () => {
      this.waiting.delete(timer);
      return this.attempt(event);
    });
    this.waiting.add(timer);
  }

  private throttleDelay(event: Accepted): number | undefined {
    if (this.options.scheduler.now() - event.accepted >= MAXIMUM_AGE) return undefined;
    return Math.min(THROTTLE_DELAY.first * 2 ** event.throttles++, THROTTLE_DELAY.most);
  }

  private async invoke({ reference, payload, requestId }: Accepted): Promise<InvocationResult | 'throttled'> {
    try {
      return await this.lambda.invoke(reference, payload, { requestId });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.note('warning', reference, message);
      // Asked again for as long as it is the service's fault, and not the caller's.
      if (!(error instanceof AwsFault) || error.status === 429 || error.status >= 500) return 'throttled';
      return { requestId, payload: Buffer.from(message), functionError: 'Unhandled', timedOut: false, logTail: '' };
    }
  }

  private async giveUp(event: Accepted, outcome: InvocationResult | 'throttled'): Promise<void> {
    const { reference, payload, requestId } = event;
    const message = outcome === 'throttled' ? 'Rate Exceeded.' : outcome.payload.toString();
    this.note('error', reference, `event ${requestId} was given up on: ${message}`);
    const target = this.deadLetterTarget(reference);
    if (target === undefined) return;
    const attributes = new Map([
      ['RequestID', requestId],
      ['ErrorCode', outcome === 'throttled' ? '429' : '200'],
      ['ErrorMessage', message.slice(0, 1_024)],
    ]);
    try {
      await this.options.sendDeadLetter({ ...target, body: payload.toString(), attributes });
    } catch (error) {
      this.note('error', reference, `the dead-letter queue did not take it: ${String(error)}`);
    }
  }

  /** None for a function that was there when the event was accepted, and is not any more. */
  private deadLetterTarget(reference: string): { readonly queueArn: string; readonly role: string } | undefined {
    const { deadLetterTarget: queueArn, role } = this.lambda.try(reference)?.definition ?? {};
    return queueArn === undefined || role === undefined ? undefined : { queueArn, role };
  }

  private note(level: 'warning' | 'error', subject: string, message: string): void {
    this.options.log({ kind: 'note', level, subject, message });
  }
}
