import type { Timer } from '../../scheduler';
import type { Queue, ReceivedMessage } from '../../sqs';
import { PAYLOAD_LIMIT } from '../invocation';
import { readBatchResponse } from './batch-response';
import type { SqsMappingDefinition } from './definition';
import type { MappingEnvironment, MappingFunction } from './environment';
import { sqsEvent, sqsSubject } from './sqs-event';

/** How often a queue is looked into that nothing was heard of, in milliseconds. */
const POLL_INTERVAL = 1_000;
/** Batches at the same time; AWS begins with as many and adds to them. */
const CONCURRENCY = 5;
/** What surrounds a body in an event, in bytes, rather too much than too little. */
const ENVELOPE = 4_096;
const AT_ONCE = 10;

/**
 * One mapping of a queue to a function. What the function handles is deleted; what it fails becomes visible again when
 * its visibility timeout is over, and goes to the queue's own dead-letter queue in the end.
 */
export class SqsMapping {
  private gathered: ReceivedMessage[] = [];
  private bytes = 0;
  private windowEnd: Timer | undefined;
  private isOver = false;
  private running = 0;
  private polling = false;
  private stopped = true;
  private timer: Timer | undefined;
  private unwatch = (): void => {};

  public constructor(
    public readonly definition: SqsMappingDefinition,
    private readonly target: MappingFunction,
    private readonly queue: Queue,
    private readonly env: MappingEnvironment,
  ) {}

  /** Messages received and not done. */
  public get pending(): number {
    return this.gathered.length + this.running;
  }

  public start(): void {
    if (!this.definition.enabled) return;
    this.stopped = false;
    this.unwatch = this.queue.watch(() => this.kick());
    this.kick();
  }

  /** Lets what is under way end; what was received and not done becomes visible again. */
  public stop(): void {
    this.stopped = true;
    this.unwatch();
    this.timer?.cancel();
    this.windowEnd?.cancel();
  }

  private kick(): void {
    if (this.stopped || this.polling) return;
    this.polling = true;
    this.env.scheduler.run(async () => {
      try {
        await this.poll();
      } catch (error) {
        this.note(error instanceof Error ? error.message : String(error));
      }
      this.polling = false;
      this.timer?.cancel();
      if (!this.stopped) this.timer = this.env.scheduler.after(POLL_INTERVAL, () => this.kick());
    });
  }

  /** Receives no more than can be worked on: time runs from the moment of receipt. */
  private async poll(): Promise<void> {
    const refusal = this.env.authorize(this.target.role, 'sqs:ReceiveMessage', this.definition.sourceArn);
    if (refusal !== undefined) throw new Error(refusal);
    while (!this.stopped && this.running < (this.definition.maximumConcurrency ?? CONCURRENCY)) {
      const most = Math.min(AT_ONCE, this.definition.batchSize - this.gathered.length);
      const received = most > 0 ? await this.queue.receive({ most, waitTime: 0 }) : [];
      for (const message of received) await this.gather(message);
      if (this.dispatch()) continue;
      if (received.length === 0) return;
    }
  }

  private async gather(message: ReceivedMessage): Promise<void> {
    if (!this.definition.filter(sqsSubject(message, this.definition.sourceArn))) {
      await this.queue.delete(message.receiptHandle);
      return;
    }
    this.gathered.push(message);
    this.bytes += JSON.stringify(message.content).length + ENVELOPE;
  }

  /** @returns Whether a batch was begun */
  private dispatch(): boolean {
    const { batchSize, window } = this.definition;
    if (this.gathered.length === 0) return false;
    const isFull = this.gathered.length >= batchSize || this.bytes >= PAYLOAD_LIMIT;
    if (window > 0 && !isFull && !this.isOver) {
      this.windowEnd ??= this.env.scheduler.after(window * 1_000, () => {
        this.isOver = true;
        this.kick();
      });
      return false;
    }
    this.windowEnd?.cancel();
    this.windowEnd = undefined;
    this.isOver = false;
    const batch = this.take();
    this.running++;
    this.env.scheduler.run(async () => {
      try {
        await this.process(batch);
      } catch (error) {
        this.note(error instanceof Error ? error.message : String(error));
      }
      this.running--;
      this.kick();
    });
    return true;
  }

  private take(): readonly ReceivedMessage[] {
    let bytes = 0;
    let count = 0;
    for (const { content } of this.gathered) {
      bytes += JSON.stringify(content).length + ENVELOPE;
      if (count > 0 && bytes > PAYLOAD_LIMIT) break;
      count++;
    }
    const batch = this.gathered.splice(0, count);
    this.bytes = this.gathered.reduce((sum, { content }) => sum + JSON.stringify(content).length + ENVELOPE, 0);
    return batch;
  }

  private async process(batch: readonly ReceivedMessage[]): Promise<void> {
    const { reportsFailures, sourceArn } = this.definition;
    const event = Buffer.from(JSON.stringify(sqsEvent(batch, sourceArn)));
    const { functionError, payload } = await this.env.invoke(this.target.arn, event);
    if (functionError !== undefined) return;
    const ids = new Set(batch.map(({ content }) => content.id));
    const { failed } = reportsFailures ? readBatchResponse(payload, ids) : { failed: 'none' as const };
    if (failed === 'all') return;
    const refusal = this.env.authorize(this.target.role, 'sqs:DeleteMessage', sourceArn);
    if (refusal !== undefined) throw new Error(refusal);
    const done = batch.filter(({ content }) => failed === 'none' || !failed.has(content.id));
    await Promise.all(done.map(({ receiptHandle }) => this.queue.delete(receiptHandle)));
  }

  private note(message: string): void {
    this.env.log({ kind: 'note', level: 'warning', subject: this.definition.id, message });
  }
}
