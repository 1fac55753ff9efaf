import { type Backoff, fullJitter } from './backoff';
import { ProducerError } from './errors';
import { Flushes } from './flushes';
import { Outbox } from './outbox';
import type { Packer } from './packer';
import { type RequestSettings, Requests } from './requests';
import type { Member, Unit } from './unit';
import type { Result, WireRecord } from './wire';

/** What became of the records so far. `accepted` is always `stored + failed + queued`. */
export interface ProducerCounts {
  /** Taken into the queue. What is refused at once, such as a record too large, is not. */
  readonly accepted: number;
  readonly stored: number;
  /** Given up; of some it is not known whether they were stored. */
  readonly failed: number;
  /** Waiting, or on their way. */
  readonly queued: number;
  /** Sent again, each time counted. */
  readonly retried: number;
}

/** How a put differs from others. */
export interface PutOptions {
  /** Milliseconds until the record is given up. @default - the producer's `timeout` */
  readonly timeout?: number;
  /** Gives the record up where it is waiting; what is on its way is not tried again. */
  readonly signal?: AbortSignal;
}

/** A producer's settings, all given. Times are in milliseconds. */
export interface BatchSettings<Stored> extends RequestSettings<Stored> {
  readonly packer: Packer<Stored> | undefined;
  /** Whether records of a key are kept in order. */
  readonly ordered: boolean;
  /** What is stored at a place in an aggregated record. */
  readonly place: (stored: Stored, index: number) => Stored;
  readonly maxQueuedRecords: number;
  readonly maxQueuedBytes: number;
  readonly linger: number;
  readonly concurrency: number;
  readonly timeout: number;
  readonly backoff: Backoff;
}

/** The producer behind those of the services: a bounded queue, batches, retries of what failed. */
export class BatchProducer<Stored> {
  private readonly outbox: Outbox<Stored>;
  private readonly requests: Requests<Stored>;
  private readonly flushes = new Flushes();
  private readonly tally = { accepted: 0, stored: 0, failed: 0, retried: 0 };
  private queuedBytes = 0;
  private inFlight = 0;
  private closed = false;
  /** Takes the timer back that ends the wait for a full request. */
  private lingering: (() => void) | undefined;
  /** Whether what is in the outbox has waited long enough. */
  private overdue = false;
  private readonly roomWaiters: (() => void)[] = [];
  /** Calls that have been told that there is room in this turn of the event loop, and may be about to put. */
  private promised = 0;

  public constructor(private readonly settings: BatchSettings<Stored>) {
    this.outbox = new Outbox(settings.wire.limits);
    this.requests = new Requests(settings);
  }

  public get counts(): ProducerCounts {
    return { ...this.tally, queued: this.queued };
  }

  public get hasRoom(): boolean {
    return this.hasRoomFor(0);
  }

  public async ready(): Promise<void> {
    while (!this.hasRoomFor(this.promised)) await new Promise<void>((resolve) => this.roomWaiters.push(resolve));
    if (this.promised++ === 0) setImmediate(() => this.offerRoom());
  }

  /** Why a record would be refused for its size; undefined where it would not. */
  public tryRefuse(record: WireRecord): ProducerError | undefined {
    return this.tryRefuseSize(this.settings.wire.sizeOf(record));
  }

  public put(record: WireRecord, { timeout = this.settings.timeout, signal }: PutOptions = {}): Promise<Stored> {
    const bytes = this.settings.wire.sizeOf(record);
    if (Number.isNaN(timeout)) return Promise.reject(new RangeError("'timeout' must be milliseconds, got NaN"));
    const refusal = this.tryRefuseSize(bytes) ?? this.tryTurnAway(signal);
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      const { data, partitionKey, explicitHashKey } = record;
      const member: Member<Stored> = {
        data,
        partitionKey,
        explicitHashKey,
        bytes,
        deadline: this.settings.timing.now() + timeout,
        epoch: this.flushes.epoch,
        settled: false,
        aborted: false,
        sending: false,
        resolve,
        reject,
      };
      this.tally.accepted++;
      this.queuedBytes += bytes;
      if (signal !== undefined) this.listen(member, signal);
      this.enqueue(member);
    });
  }

  public async flush(): Promise<void> {
    const flushed = this.flushes.begin(this.queued);
    this.endLinger();
    await flushed;
  }

  public async close(): Promise<void> {
    this.closed = true;
    await this.flush();
  }

  private get queued(): number {
    return this.tally.accepted - this.tally.stored - this.tally.failed;
  }

  private tryRefuseSize(bytes: number): ProducerError | undefined {
    const { recordBytes } = this.settings.wire.limits;
    return bytes > recordBytes ? new ProducerError('RecordTooLarge', `${bytes} of ${recordBytes} bytes`) : undefined;
  }

  private tryTurnAway(signal: AbortSignal | undefined): ProducerError | undefined {
    if (this.closed) return new ProducerError('Closed');
    if (!this.hasRoom) return new ProducerError('QueueFull');
    return signal?.aborted === true ? new ProducerError('Aborted', undefined, { cause: signal.reason }) : undefined;
  }

  private listen(member: Member<Stored>, signal: AbortSignal): void {
    const onAbort = (): void => {
      member.aborted = true;
      if (!member.sending) this.fail(member, new ProducerError('Aborted', undefined, { cause: signal.reason }));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const { resolve, reject } = member;
    member.resolve = (stored) => {
      signal.removeEventListener('abort', onAbort);
      resolve(stored);
    };
    member.reject = (error) => {
      signal.removeEventListener('abort', onAbort);
      reject(error);
    };
  }

  private enqueue(member: Member<Stored>): void {
    const { packer, ordered, timing, linger } = this.settings;
    if (packer === undefined) {
      const { bytes, explicitHashKey, partitionKey } = member;
      const order = ordered ? partitionKey : undefined;
      this.outbox.add({ members: [member], bytes, order, explicitHashKey, attempts: 0, failure: undefined });
    } else {
      for (const unit of packer.add(member)) this.outbox.add(unit);
    }
    if (this.outbox.isFull) this.sendFull();
    this.lingering ??= timing.schedule(() => this.endLinger(), linger);
  }

  /** Whatever is there goes out, in requests that need not be full. */
  private endLinger(): void {
    this.lingering?.();
    this.lingering = undefined;
    for (const unit of this.settings.packer?.drain() ?? []) this.outbox.add(unit);
    this.sendReady();
  }

  private sendReady(): void {
    while (!this.outbox.isEmpty && this.inFlight < this.settings.concurrency) this.sendNext();
    this.overdue = !this.outbox.isEmpty;
  }

  private sendFull(): void {
    while (this.outbox.isFull && this.inFlight < this.settings.concurrency) this.sendNext();
  }

  private sendNext(): void {
    const batch = this.outbox.take().filter((unit) => this.isDue(unit));
    if (batch.length === 0) return;
    this.inFlight++;
    for (const unit of batch) {
      if (unit.attempts++ > 0) this.tally.retried += unit.members.length;
      for (const member of unit.members) member.sending = true;
    }
    void this.requests.send(batch).then((results) => this.finish(batch, results));
  }

  /** Drops records that are settled or late. @returns Whether any is left */
  private isDue(unit: Unit<Stored>): boolean {
    const now = this.settings.timing.now();
    for (const member of unit.members) if (member.deadline <= now) this.giveUp(unit, member);
    return this.keepOpen(unit);
  }

  private finish(batch: readonly Unit<Stored>[], results: readonly Result<Stored>[]): void {
    this.inFlight--;
    const again = new Map<number, Unit<Stored>[]>();
    for (const [index, unit] of batch.entries()) {
      const result = results[index] ?? { failure: { code: 'Unavailable', retry: true } };
      for (const member of unit.members) member.sending = false;
      if ('stored' in result) {
        this.store(unit, result.stored);
        continue;
      }
      unit.failure = result.failure;
      const others = again.get(unit.attempts) ?? [];
      again.set(unit.attempts, others);
      others.push(unit);
    }
    for (const [attempts, units] of again) this.retry(units, attempts);
    // Nothing is left to linger for what came free behind these.
    if (this.overdue || this.lingering === undefined) this.sendReady();
    else this.sendFull();
  }

  private store(unit: Unit<Stored>, stored: Stored): void {
    const isAggregate = unit.members.length > 1;
    for (const [index, member] of unit.members.entries()) {
      const own = isAggregate ? this.settings.place(stored, index) : stored;
      this.settle(member, 'stored', () => member.resolve(own));
    }
    this.outbox.release(unit);
  }

  /** What failed together comes back together, in one request. */
  private retry(units: readonly Unit<Stored>[], attempts: number): void {
    const { timing, backoff } = this.settings;
    const delay = fullJitter(backoff, attempts, timing.random());
    const due = timing.now() + delay;
    const waiting = units.filter((unit) => {
      for (const member of unit.members) {
        if (member.aborted || unit.failure?.retry !== true || member.deadline <= due) this.giveUp(unit, member);
      }
      return this.keepOpen(unit);
    });
    if (waiting.length === 0) return;
    timing.schedule(() => {
      for (const unit of waiting) this.outbox.addAgain(unit);
      this.sendReady();
    }, delay);
  }

  private keepOpen(unit: Unit<Stored>): boolean {
    unit.members = unit.members.filter(({ settled }) => !settled);
    if (unit.members.length > 0) return true;
    this.outbox.release(unit);
    return false;
  }

  private giveUp({ failure }: Unit<Stored>, member: Member<Stored>): void {
    const code = member.aborted ? 'Aborted' : (failure?.code ?? 'TimedOut');
    this.fail(member, new ProducerError(code, undefined, { cause: failure?.cause }));
  }

  private fail(member: Member<Stored>, error: ProducerError): void {
    this.settle(member, 'failed', () => member.reject(error));
  }

  private settle(member: Member<Stored>, as: 'stored' | 'failed', tell: () => void): void {
    if (member.settled) return;
    member.settled = true;
    this.tally[as]++;
    this.queuedBytes -= member.bytes;
    this.flushes.settled(member.epoch);
    tell();
    if (this.hasRoomFor(this.promised)) this.roomWaiters.shift()?.();
  }

  /** Whether there is room for another record when `promised` others have come, of any size. */
  private hasRoomFor(promised: number): boolean {
    const { maxQueuedRecords, maxQueuedBytes, wire } = this.settings;
    const promisedBytes = promised * wire.limits.recordBytes;
    return this.queued + promised < maxQueuedRecords && this.queuedBytes + promisedBytes < maxQueuedBytes;
  }

  /** Who was promised room has put by now: what is left is for those who wait. */
  private offerRoom(): void {
    this.promised = 0;
    if (!this.hasRoom) return;
    const told = this.roomWaiters.splice(0, this.settings.maxQueuedRecords - this.queued);
    for (const tell of told) tell();
  }
}
