import type { Scheduler } from '../scheduler';
import type { RecordStore } from '../storage';
import { Deduplication } from './deduplication';
import { type DeliveryOrder, FifoOrder, StandardOrder } from './delivery-order';
import { invalidValue, SqsFault } from './fault';
import { type MessageContent, type QueuedMessage, type ReceivedMessage, sequenceNumber } from './message';
import { MessageLog } from './message-log';
import type { QueueDefinition } from './queue-definition';
import { Sleepers } from './sleepers';
import { Waiters } from './waiters';

/** In flight at most, of either kind of queue. */
const IN_FLIGHT_LIMIT = 120_000;

/** What queues share. */
export interface QueueEnvironment {
  readonly scheduler: Scheduler;
  readonly store: RecordStore;
  readonly uuid: () => string;
  /** The queue that dead letters go to. */
  readonly tryQueue: (arn: string) => Queue | undefined;
}

export type NewMessage = Omit<MessageContent, 'id' | 'sent'>;

export interface SentMessage {
  readonly id: string;
  /** FIFO queues only. */
  readonly sequenceNumber: string | undefined;
}

export interface ReceiveOptions {
  /** 1 to 10; event source mappings may ask for more. */
  readonly most: number;
  /** Seconds. @default - the queue's */
  readonly visibilityTimeout?: number;
  /** Seconds to wait for a first message. @default 0 */
  readonly waitTime?: number;
}

export interface QueueCounts {
  readonly visible: number;
  readonly delayed: number;
  readonly inFlight: number;
}

/** One queue: what is in it, what is in flight, and what comes back. */
export class Queue {
  private readonly log: MessageLog;
  private readonly order: DeliveryOrder;
  private readonly sleepers = new Sleepers();
  private readonly waiters: Waiters;
  private readonly watchers = new Set<() => void>();
  private readonly deduplication = new Deduplication<SentMessage>();
  /** Everything not deleted, by ordinal and so by age. */
  private readonly live = new Map<number, QueuedMessage>();
  private inFlight = 0;
  private delayed = 0;

  public constructor(
    public readonly definition: QueueDefinition,
    private readonly env: QueueEnvironment,
  ) {
    this.log = new MessageLog(env.store, definition.arn);
    this.order = definition.fifo ? new FifoOrder() : new StandardOrder();
    this.waiters = new Waiters(env.scheduler);
    this.log.recover((ordinal, content, isDeleted) => {
      if (!isDeleted) this.take(ordinal, content);
      const { deduplicationId, id, sent } = content;
      if (deduplicationId !== undefined) this.deduplication.remember(deduplicationId, sent, this.sent(id, ordinal));
    });
  }

  public get counts(): QueueCounts {
    const { delayed, inFlight } = this;
    return { visible: this.live.size - delayed - inFlight, delayed, inFlight };
  }

  /** Keeps a message; answers once it is safe. A FIFO queue takes one of each deduplication id. */
  public send(message: NewMessage): Promise<SentMessage> {
    const now = this.env.scheduler.now();
    const keep = async (): Promise<SentMessage> => {
      const content: MessageContent = { ...message, id: this.env.uuid(), sent: now };
      return this.put(content);
    };
    const { deduplicationId } = message;
    return deduplicationId === undefined ? keep() : this.deduplication.once(deduplicationId, now, keep);
  }

  /** Hands out messages, waiting for a first one as long as asked. */
  public async receive(options: ReceiveOptions): Promise<ReceivedMessage[]> {
    const { scheduler } = this.env;
    const until = scheduler.now() + (options.waitTime ?? 0) * 1_000;
    for (;;) {
      const messages = await this.receiveNow(options);
      const now = scheduler.now();
      if (messages.length > 0 || now >= until || this.waiters.closed) return messages;
      await this.waiters.wait(Math.min(until, this.sleepers.next() ?? until) - now);
    }
  }

  /** Deletes what a receipt handle stands for; no error where it is gone already. @throws SqsFault */
  public async delete(receiptHandle: string): Promise<void> {
    const message = this.held(receiptHandle);
    if (message !== undefined) await this.forget([message]);
  }

  /** @param timeout Seconds from now, 0 to make it visible at once @throws SqsFault */
  public changeVisibility(receiptHandle: string, timeout: number): void {
    const message = this.held(receiptHandle);
    if (message === undefined || message.state !== 'in-flight' || message.receipt !== receiptHandle) {
      throw invalidValue(
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    }
    message.visibleAt = this.env.scheduler.now() + timeout * 1_000;
    if (timeout > 0) this.sleepers.add(message);
    else this.comeBack(message);
  }

  public async purge(): Promise<void> {
    await this.forget([...this.live.values()]);
  }

  /** Tells whenever something may have become receivable. @returns Ends it */
  public watch(listener: () => void): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  /** Ends every wait. */
  public close(): void {
    this.waiters.close();
  }

  /** Takes in a message of another queue, as it is. */
  private async put(content: MessageContent): Promise<SentMessage> {
    let kept: SentMessage | undefined;
    await this.log.append(this.env.scheduler.now(), [content], ([ordinal = 0]) => {
      this.take(ordinal, content);
      kept = this.sent(content.id, ordinal);
    });
    this.wake();
    return kept ?? this.sent(content.id, 0);
  }

  private async receiveNow({ most, visibilityTimeout }: ReceiveOptions): Promise<ReceivedMessage[]> {
    const now = this.env.scheduler.now();
    for (let woken = this.sleepers.wake(now); woken !== undefined; woken = this.sleepers.wake(now))
      this.comeBack(woken);
    const dead: QueuedMessage[] = [];
    const expired: QueuedMessage[] = [];
    const taken: QueuedMessage[] = [];
    while (taken.length < most && this.inFlight < IN_FLIGHT_LIMIT) {
      const message = this.order.next();
      if (message === undefined) break;
      if (now - message.sent >= this.definition.retention * 1_000) expired.push(message);
      else if (message.receiveCount >= (this.definition.redrive?.maxReceiveCount ?? Infinity)) dead.push(message);
      else taken.push(this.hand(message, now, visibilityTimeout));
    }
    this.order.endOfCall();
    if (expired.length > 0) await this.forget(expired);
    for (const message of dead) await this.redrive(message);
    return taken.flatMap((message) => this.received(message) ?? []);
  }

  private hand(message: QueuedMessage, now: number, timeout = this.definition.visibilityTimeout): QueuedMessage {
    message.state = 'in-flight';
    message.receiveCount++;
    message.firstReceived ??= now;
    message.visibleAt = now + timeout * 1_000;
    message.receipt = Buffer.from(`${this.env.uuid()} ${this.definition.arn} ${message.ordinal}`).toString('base64');
    this.inFlight++;
    this.sleepers.add(message);
    return message;
  }

  private received(message: QueuedMessage): ReceivedMessage | undefined {
    const content = this.log.tryRead(message.ordinal);
    const { firstReceived, receipt, receiveCount } = message;
    if (content === undefined || receipt === undefined || firstReceived === undefined) return undefined;
    const number = this.definition.fifo ? sequenceNumber(message.ordinal) : undefined;
    return { content, receiptHandle: receipt, receiveCount, firstReceived, sequenceNumber: number };
  }

  /** First into the other queue, then out of this one: a death in between makes two, never none. */
  private async redrive(message: QueuedMessage): Promise<void> {
    const target = this.env.tryQueue(this.definition.redrive?.deadLetterTargetArn ?? '');
    const content = this.log.tryRead(message.ordinal);
    if (target !== undefined && content !== undefined) {
      const { receiveCount } = message;
      await target.put({ ...content, delay: 0, deadLetterSource: this.definition.arn, receiveCount });
    }
    await this.forget([message]);
  }

  private take(ordinal: number, { delay, groupId, id, receiveCount = 0, sent }: MessageContent): void {
    const visibleAt = sent + delay * 1_000;
    const isDelayed = visibleAt > this.env.scheduler.now();
    const message: QueuedMessage = {
      ...{ ordinal, id, sent, groupId, visibleAt, receipt: undefined, firstReceived: undefined },
      // A dead letter is counted anew.
      receiveCount: this.definition.redrive === undefined ? receiveCount : 0,
      state: isDelayed ? 'delayed' : 'waiting',
    };
    this.live.set(ordinal, message);
    if (!isDelayed) {
      this.order.add(message);
      return;
    }
    this.delayed++;
    this.sleepers.add(message);
  }

  private comeBack(message: QueuedMessage): void {
    if (message.state === 'in-flight') this.inFlight--;
    if (message.state === 'delayed') this.delayed--;
    message.state = 'waiting';
    this.order.add(message);
    this.wake();
  }

  private async forget(messages: readonly QueuedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    for (const message of messages) {
      if (message.state === 'in-flight') this.inFlight--;
      if (message.state === 'delayed') this.delayed--;
      message.state = 'gone';
      this.order.settle(message);
      this.live.delete(message.ordinal);
    }
    this.wake();
    const ordinals = messages.map(({ ordinal }) => ordinal);
    const oldest = (): number | undefined => this.live.keys().next().value;
    await this.log.delete(this.env.scheduler.now(), ordinals, oldest);
  }

  /** The message of a receipt handle; undefined where it is gone. */
  private held(receiptHandle: string): QueuedMessage | undefined {
    const [, arn, ordinal] = Buffer.from(receiptHandle, 'base64').toString().split(' ');
    if (arn === this.definition.arn && ordinal !== undefined) return this.live.get(Number(ordinal));
    throw new SqsFault(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
    );
  }

  private wake(): void {
    this.waiters.wake();
    for (const tell of this.watchers) tell();
  }

  private sent(id: string, ordinal: number): SentMessage {
    return { id, sequenceNumber: this.definition.fifo ? sequenceNumber(ordinal) : undefined };
  }
}
