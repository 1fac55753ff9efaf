import { pause } from '../interruption';
import type { OutgoingEvent } from './events';
import { inGroups } from './groups';
import { type Outcome, outcomesOf, unanswered } from './outcome';
import { NoAnswerError, type Poster } from './poster';
import type { Tally } from './tally';

/** Attempts at a throttled event, where they are asked for. */
const ATTEMPTS = 10;
const FIRST_DELAY = 200;
const LONGEST_DELAY = 10_000;
/** After so many refused connections in a row there is nobody to send to. */
const REFUSED_CONNECTIONS = 20;

export interface SenderOptions {
  readonly poster: Pick<Poster, 'post'>;
  readonly tally: Tally;
  /** Events in a request; undefined where the route takes one, not wrapped. */
  readonly batch: number | undefined;
  /** Events a second; undefined: as fast as answers come. */
  readonly rate: number | undefined;
  /** Requests under way at most. */
  readonly concurrency: number;
  /** Whether what is throttled is sent again. */
  readonly retry: boolean;
  /** Ends the sending; what is under way is waited for. */
  readonly signal: AbortSignal;
  /** Milliseconds, rising. @default - of the process */
  readonly now?: () => number;
}

/** Sends events at a rate that does not wait for answers, as far as the number of requests under way allows. */
export class Sender {
  private readonly underWay = new Set<Promise<void>>();
  private readonly now: () => number;
  private refusedConnections = 0;
  /** Events that were read and given to a request. */
  private sent = 0;

  public constructor(private readonly options: SenderOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  /** Whether there is nobody to send to. */
  public get isForlorn(): boolean {
    return this.refusedConnections >= REFUSED_CONNECTIONS;
  }

  /**
   * Sends until the events or the patience of the person at the keyboard end, and until each has an outcome.
   *
   * @returns How many events were read and not sent
   * @throws What `events` throws, once all before has its outcome
   */
  public async run(events: AsyncIterable<OutgoingEvent>): Promise<number> {
    const { batch, rate, signal } = this.options;
    const start = this.now();
    let unsent = 0;
    try {
      for await (const group of inGroups(events, batch ?? 1)) {
        const due = rate === undefined ? undefined : start + (this.sent / rate) * 1_000;
        await this.turn(due);
        if (signal.aborted || this.isForlorn) {
          unsent = group.length;
          break;
        }
        this.sent += group.length;
        this.track(this.deliver(group, due ?? this.now()));
      }
    } finally {
      await Promise.all(this.underWay);
    }
    return unsent;
  }

  /** Waits until it is time, and until there is room. */
  private async turn(due: number | undefined): Promise<void> {
    const { concurrency, signal, tally } = this.options;
    const early = (due ?? 0) - this.now();
    if (early >= 1) await pause(early, signal);
    while (this.underWay.size >= concurrency) await Promise.race(this.underWay);
    if (due !== undefined) tally.behind = Math.max(tally.behind, this.now() - due);
  }

  private track(delivery: Promise<void>): void {
    this.underWay.add(delivery);
    void delivery.then(() => this.underWay.delete(delivery));
  }

  /** @param from When the sending was due: what waits for room has waited */
  private async deliver(group: readonly OutgoingEvent[], from: number): Promise<void> {
    const { tally, retry, signal } = this.options;
    let left = group;
    for (let attempt = 1, started = from; ; attempt++, started = this.now()) {
      const { outcomes, retryAfter } = await this.attempt(left, started);
      const again = retry && attempt < ATTEMPTS && !signal.aborted ? left.filter((_, at) => waits(outcomes[at])) : [];
      outcomes.forEach((outcome) => {
        if (again.length === 0 || !waits(outcome)) tally.count(outcome);
      });
      if (again.length === 0) return;
      tally.retries += again.length;
      left = again;
      // At random, so that those throttled together do not come back together.
      const delay = Math.min(FIRST_DELAY * 2 ** (attempt - 1), LONGEST_DELAY) * (0.5 + Math.random() / 2);
      await pause(Math.max(delay, retryAfter ?? 0), signal);
    }
  }

  private async attempt(
    group: readonly OutgoingEvent[],
    started: number,
  ): Promise<{ readonly outcomes: Outcome[]; readonly retryAfter?: number | undefined }> {
    const { poster, tally, batch } = this.options;
    const [first] = group;
    const key = batch === undefined ? first?.key : undefined;
    const body = batch === undefined ? (first?.text ?? Buffer.alloc(0)) : batchBody(group);
    tally.requests++;
    try {
      const answer = await poster.post(body, key === undefined ? {} : { 'x-partition-key': key });
      this.refusedConnections = 0;
      tally.latencies.add(this.now() - started);
      return { outcomes: outcomesOf(answer, group.length, batch !== undefined), retryAfter: answer.retryAfter };
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      this.refusedConnections = error.code === 'ECONNREFUSED' ? this.refusedConnections + 1 : 0;
      return { outcomes: unanswered(group.length, error.message) };
    }
  }
}

function waits(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'throttled' && outcome.isPassing === true;
}

/** Events are JSON already, and go in as they came. */
function batchBody(group: readonly OutgoingEvent[]): Buffer {
  const parts: Buffer[] = [Buffer.from('{"records":[')];
  group.forEach(({ text, key }, index) => {
    const partitionKey = key === undefined ? '' : `,"partitionKey":${JSON.stringify(key)}`;
    parts.push(Buffer.from(index === 0 ? '{"data":' : ',{"data":'), text, Buffer.from(`${partitionKey}}`));
  });
  parts.push(Buffer.from(']}'));
  return Buffer.concat(parts);
}
