import { randomUUID } from 'node:crypto';
import type { Resource } from '../assembly';
import { RealScheduler, type Scheduler } from '../scheduler';
import { memoryStore, type RecordStore } from '../storage';
import { SqsError } from './errors';
import { SqsFault } from './fault';
import { Queue } from './queue';
import { type QueueDefinition, readQueueDefinition } from './queue-definition';

export interface SqsOptions {
  /** @default - the wall clock */
  readonly scheduler?: Scheduler;
  /** @default - in memory */
  readonly store?: RecordStore;
  /** Where message ids come from. @default - random ones */
  readonly uuid?: () => string;
}

/** The queues of a deployment, and how they are found. */
export class Sqs {
  public readonly scheduler: Scheduler;
  private readonly queues = new Map<string, Queue>();
  private readonly store: RecordStore;
  private readonly uuid: () => string;

  public constructor(options: SqsOptions = {}) {
    const { scheduler = new RealScheduler(), store = memoryStore(), uuid = randomUUID } = options;
    this.scheduler = scheduler;
    this.store = store;
    this.uuid = uuid;
  }

  /** Runs an `AWS::SQS::Queue`, with what the store kept of it. @throws SqsError */
  public add(resource: Resource): Queue {
    return this.addQueue(readQueueDefinition(resource));
  }

  public addQueue(definition: QueueDefinition): Queue {
    const { name, position } = definition;
    if (this.queues.has(name)) throw new SqsError('SQS_DUPLICATE_QUEUE', `two queues are named '${name}'`, position);
    const { scheduler, store, uuid } = this;
    const queue = new Queue(definition, { scheduler, store, uuid, tryQueue: (arn) => this.tryArn(arn) });
    this.queues.set(name, queue);
    return queue;
  }

  /** Once all queues are there: dead-letter queues must be among them. @throws SqsError */
  public check(): void {
    for (const { definition } of this.queues.values()) {
      const { fifo, position, redrive } = definition;
      if (redrive === undefined) continue;
      const target = this.tryArn(redrive.deadLetterTargetArn);
      if (target?.definition.fifo === fifo) continue;
      const why =
        target === undefined ? 'is not part of the assembly' : `must be a ${fifo ? 'FIFO' : 'standard'} queue`;
      throw new SqsError('SQS_UNKNOWN_DEAD_LETTER_QUEUE', `${redrive.deadLetterTargetArn} ${why}`, position);
    }
  }

  /** In the order of their names. */
  public list(): readonly Queue[] {
    return [...this.queues.values()].sort((one, other) => (one.definition.name < other.definition.name ? -1 : 1));
  }

  public tryName(name: string): Queue | undefined {
    return this.queues.get(name);
  }

  public tryArn(arn: string): Queue | undefined {
    const queue = this.queues.get(arn.slice(arn.lastIndexOf(':') + 1));
    return queue?.definition.arn === arn ? queue : undefined;
  }

  /** By URL, whatever its host, or by name. @throws SqsFault */
  public queue(urlOrName: string): Queue {
    const found = this.queues.get(urlOrName.slice(urlOrName.lastIndexOf('/') + 1));
    if (found !== undefined) return found;
    throw new SqsFault('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
  }

  /** Ends every wait. */
  public close(): void {
    for (const queue of this.queues.values()) queue.close();
  }
}
