import { AwsFault } from '../../endpoint';
import type { InvocationResult } from '../invocation';
import { readBatchResponse } from './batch-response';
import type { KinesisMappingDefinition } from './definition';
import type { MappingEnvironment } from './environment';
import { deliverFailure, type FailureOrigin } from './failure-destination';
import type { FailureCondition } from './failure-record';
import { kinesisEvent } from './kinesis-event';
import type { StreamRecord } from './shard-reader';

/** AWS does not tell its own. */
const RETRY_DELAY = { first: 1_000, most: 60_000 };

/** A record on its way, and what to call once nothing is left to do for it. */
export interface PendingRecord {
  readonly record: StreamRecord;
  readonly done: () => void;
}

/** A run of records that succeeds or fails together. */
interface Piece {
  readonly records: readonly PendingRecord[];
  /** Calls that used up a retry. */
  readonly attempts: number;
  readonly invocations: number;
  readonly last: InvocationResult | undefined;
}

/** How many records from the front are done; the rest failed. */
type Outcome =
  | { readonly kind: 'invoked'; readonly done: number; readonly result: InvocationResult }
  | { readonly kind: 'not-run'; readonly message: string };

/**
 * Delivers batches of one shard in their order, with all that a mapping does about failures: retries, splitting,
 * partial answers, age, and giving up. Each record ends up delivered or given up, never both and never neither.
 */
export class BatchProcessor {
  public constructor(
    private readonly definition: KinesisMappingDefinition,
    private readonly origin: FailureOrigin,
    private readonly env: MappingEnvironment,
    private readonly isStopped: () => boolean,
  ) {}

  /** Ends once every record is done, or the mapping is stopped. */
  public async process(records: readonly PendingRecord[]): Promise<void> {
    const work: Piece[] = [{ records, attempts: 0, invocations: 0, last: undefined }];
    let refusals = 0;
    for (let piece = work.shift(); piece !== undefined; piece = work.shift()) {
      if (this.isStopped()) return;
      const fresh = await this.dropExpired(piece);
      if (fresh.records.length === 0) continue;
      const outcome = await this.attempt(fresh);
      if (outcome.kind === 'not-run') {
        // Throttles use up no retry: only age ends them.
        this.note(outcome.message);
        work.unshift(fresh);
        await this.env.scheduler.sleep(delayOf(refusals++));
        continue;
      }
      // What fails while all is being shut down says nothing of the records.
      if (this.isStopped() && outcome.done < fresh.records.length) return;
      refusals = 0;
      work.unshift(...(await this.follow(fresh, outcome.done, outcome.result)));
    }
  }

  /** What is left of a piece after a call. */
  private async follow(piece: Piece, done: number, result: InvocationResult): Promise<readonly Piece[]> {
    const { records, attempts } = piece;
    for (const record of records.slice(0, done)) record.done();
    const rest = records.slice(done);
    if (rest.length === 0) return [];
    const invocations = piece.invocations + 1;
    if (this.definition.bisects && records.length > 1) {
      const next = { attempts, invocations, last: result };
      if (done > 0) return [{ ...next, records: rest }];
      const half = Math.ceil(rest.length / 2);
      return [
        { ...next, records: rest.slice(0, half) },
        { ...next, records: rest.slice(half) },
      ];
    }
    const used = attempts + 1;
    const left: Piece = { records: rest, attempts: used, invocations, last: result };
    const { maximumRetries } = this.definition;
    if (maximumRetries >= 0 && used > maximumRetries) {
      await this.giveUp(left, 'RetryAttemptsExhausted');
      return [];
    }
    await this.env.scheduler.sleep(delayOf(attempts));
    return [left];
  }

  private async attempt({ records }: Piece): Promise<Outcome> {
    const event = kinesisEvent(
      records.map(({ record }) => record),
      this.origin,
    );
    try {
      const result = await this.env.invoke(this.origin.functionArn, Buffer.from(JSON.stringify(event)));
      const done = this.doneIn(records, result);
      this.traceCall(records, done, result);
      return { kind: 'invoked', done, result };
    } catch (error) {
      const { message } = error instanceof Error ? error : { message: String(error) };
      if (!(error instanceof AwsFault) || error.code !== 'RequestEntityTooLargeException') {
        return { kind: 'not-run', message };
      }
      const payload = Buffer.from(JSON.stringify({ errorType: error.code, errorMessage: message }));
      const result = { requestId: this.env.uuid(), payload, functionError: 'Unhandled', timedOut: false, logTail: '' };
      return { kind: 'invoked', done: 0, result: { ...result, functionError: 'Unhandled' } };
    }
  }

  /** The checkpoint moves to the lowest sequence number that the function names. */
  private doneIn(records: readonly PendingRecord[], { functionError, payload }: InvocationResult): number {
    if (functionError !== undefined) return 0;
    if (!this.definition.reportsFailures) return records.length;
    const numbers = records.map(({ record }) => record.sequenceNumber);
    const { failed } = readBatchResponse(payload, new Set(numbers));
    if (typeof failed === 'string') return failed === 'none' ? records.length : 0;
    return numbers.findIndex((number) => failed.has(number));
  }

  /** Records of a shard age in their order. */
  private async dropExpired(piece: Piece): Promise<Piece> {
    const { maximumAge } = this.definition;
    if (maximumAge < 0) return piece;
    const oldest = this.env.scheduler.now() - maximumAge * 1_000;
    const first = piece.records.findIndex(({ record }) => record.arrival >= oldest);
    const count = first < 0 ? piece.records.length : first;
    if (count === 0) return piece;
    await this.giveUp({ ...piece, records: piece.records.slice(0, count) }, 'RecordAgeExceeded');
    return { ...piece, records: piece.records.slice(count) };
  }

  private async giveUp({ invocations, last, records }: Piece, condition: FailureCondition): Promise<void> {
    const givenUp = { records: records.map(({ record }) => record), condition, invocations, last };
    const { failureDestination } = this.definition;
    const isTaken = await deliverFailure(failureDestination, givenUp, this.origin, this.env);
    const destination = isTaken ? failureDestination : undefined;
    this.env.trace?.({ kind: 'given-up', condition, destination, ...this.traced(records) });
    for (const { done } of records) done();
  }

  private traceCall(records: readonly PendingRecord[], done: number, result: InvocationResult): void {
    const { requestId, functionError, payload } = result;
    const failure = functionError === undefined ? 'the function told of failures' : messageIn(payload);
    const ended = { requestId, done, failure: done === records.length ? undefined : failure };
    this.env.trace?.({ kind: 'called', ...ended, ...this.traced(records) });
  }

  private traced(records: readonly PendingRecord[]) {
    const { mappingId } = this.origin;
    return { mappingId, sequenceNumbers: () => records.map(({ record }) => record.sequenceNumber) };
  }

  private note(message: string): void {
    this.env.log({ kind: 'note', level: 'warning', subject: this.definition.id, message });
  }
}

function delayOf(attempts: number): number {
  return Math.min(RETRY_DELAY.first * 2 ** Math.min(attempts, 10), RETRY_DELAY.most);
}

/** `TypeError: x is not a function`, of an error as Lambda words it. */
function messageIn(payload: Buffer): string {
  const { errorType, errorMessage } = JSON.parse(payload.toString()) as Readonly<Record<string, unknown>>;
  return [errorType, errorMessage].filter((text) => typeof text === 'string').join(': ');
}
