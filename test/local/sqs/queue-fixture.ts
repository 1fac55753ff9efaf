import { ManualClock } from '../../../local/clock';
import type { AwsRequest } from '../../../local/endpoint';
import { ManualScheduler } from '../../../local/scheduler';
import { type QueueDefinition, Sqs, SqsService } from '../../../local/sqs';
import { memoryStore, type RecordStore } from '../../../local/storage';

const START = Date.UTC(2026, 0, 1);

export function queueDefinition(changes: Partial<QueueDefinition> = {}): QueueDefinition {
  const name = changes.name ?? 'orders';
  return {
    name,
    arn: `arn:aws:sqs:eu-west-1:123456789012:${name}`,
    url: `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`,
    position: 'Stack/Orders',
    fifo: name.endsWith('.fifo'),
    contentBasedDeduplication: false,
    delay: 0,
    maximumMessageSize: 1_048_576,
    retention: 345_600,
    waitTime: 0,
    visibilityTimeout: 30,
    redrive: undefined,
    kmsKey: undefined,
    ...changes,
  };
}

/** Queues on a clock that the test moves, called as the gateway would. */
export class Queues {
  public readonly clock = new ManualClock(START);
  public readonly scheduler = new ManualScheduler(this.clock);
  public readonly sqs: Sqs;
  public readonly service: SqsService;

  public constructor(definitions: readonly Partial<QueueDefinition>[] = [{}], store: RecordStore = memoryStore()) {
    this.sqs = new Sqs({ scheduler: this.scheduler, store });
    for (const definition of definitions) this.sqs.addQueue(queueDefinition(definition));
    this.service = new SqsService(this.sqs);
  }

  public async json(action: string, input: object, changes: Partial<AwsRequest> = {}) {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` };
    const answer = await this.service.handle({
      ...{ method: 'POST', path: '/', query: '', headers },
      body: Buffer.from(JSON.stringify({ QueueUrl: 'http://localhost/123456789012/orders', ...input })),
      ...changes,
    });
    return { ...answer, value: JSON.parse(answer.body.toString()) };
  }

  public form(body: string, changes: Partial<AwsRequest> = {}) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    return this.service.handle({
      ...{ method: 'POST', path: '/123456789012/orders', query: '', headers },
      body: Buffer.from(body),
      ...changes,
    });
  }

  /** The bodies of what can be received, which is then in flight. */
  public async bodies(name = 'orders', most = 10): Promise<string[]> {
    const messages = (await this.sqs.tryName(name)?.receive({ most })) ?? [];
    return messages.map(({ content }) => content.body);
  }

  public async send(body: string, changes: object = {}, name = 'orders'): Promise<void> {
    await this.sqs.tryName(name)?.send({ body, senderId: 'test', delay: 0, ...changes });
  }
}
