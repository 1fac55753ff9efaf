import { AwsFault } from '../../../../local/endpoint';
import type { SqsMappingDefinition } from '../../../../local/lambda/mapping/definition';
import { compileFilters } from '../../../../local/lambda/mapping/filter';
import { SqsMapping } from '../../../../local/lambda/mapping/sqs-mapping';
import { memoryStore } from '../../../../local/storage';
import { Queues } from '../../sqs/queue-fixture';
import { FUNCTION } from './mapping-fixture';

const DEAD = 'arn:aws:sqs:eu-west-1:123456789012:dead';

/** A mapping of a queue to a function in memory. */
class Mapped {
  public readonly queues = new Queues([
    { redrive: { deadLetterTargetArn: DEAD, maxReceiveCount: 2 } },
    { name: 'dead' },
  ]);
  public readonly batches: string[][] = [];
  public readonly mapping: SqsMapping;

  public constructor(
    handler: (bodies: readonly string[]) => readonly string[] | undefined,
    changes: Partial<SqsMappingDefinition> = {},
  ) {
    const definition: SqsMappingDefinition = {
      ...{ source: 'sqs', id: 'mapping-1', position: 'Stack/Mapping', functionName: 'consume', enabled: true },
      sourceArn: 'arn:aws:sqs:eu-west-1:123456789012:orders',
      ...{ batchSize: 10, window: 0, filter: () => true, reportsFailures: false, maximumConcurrency: undefined },
      ...changes,
    };
    const queue = this.queues.sqs.queue('orders');
    this.mapping = new SqsMapping(definition, FUNCTION, queue, {
      scheduler: this.queues.scheduler,
      log: () => {},
      uuid: () => 'id',
      checkpoints: memoryStore(),
      authorize: () => undefined,
      sendMessage: async () => {},
      putObject: async () => {},
      invoke: async (_, payload) => {
        const { Records } = JSON.parse(payload.toString()) as { Records: { body: string; messageId: string }[] };
        const bodies = Records.map(({ body }) => body);
        this.batches.push(bodies);
        const base = { requestId: 'request', timedOut: false, logTail: '' };
        try {
          const failed = handler(bodies) ?? [];
          const ids = Records.filter(({ body }) => failed.includes(body)).map(({ messageId }) => messageId);
          const answer = { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) };
          return { ...base, payload: Buffer.from(JSON.stringify(answer)) };
        } catch (error) {
          if (error instanceof AwsFault) throw error;
          return { ...base, payload: Buffer.from('{}'), functionError: 'Unhandled' };
        }
      },
    });
  }
}

describe('a mapping of a queue', () => {
  test('deletes what the function handles, as soon as it is sent', async () => {
    const mapped = new Mapped(() => undefined);
    mapped.mapping.start();
    await mapped.queues.scheduler.advance(10);
    await mapped.queues.send('one');
    await mapped.queues.scheduler.advance(1);
    expect(mapped.batches).toEqual([['one']]);
    expect(mapped.queues.sqs.queue('orders').counts).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
    mapped.mapping.stop();
  });

  test('leaves what fails to its visibility timeout, and then to the dead-letter queue', async () => {
    const mapped = new Mapped((bodies) => {
      if (bodies.includes('bad')) throw new Error('bad');
      return undefined;
    });
    await mapped.queues.send('bad');
    mapped.mapping.start();
    await mapped.queues.scheduler.advance(100_000);
    expect(mapped.batches).toEqual([['bad'], ['bad']]);
    expect(await mapped.queues.bodies('dead')).toEqual(['bad']);
    mapped.mapping.stop();
  });

  test('deletes all but the messages that the function names', async () => {
    const mapped = new Mapped((bodies) => bodies.filter((body) => body === 'bad'), { reportsFailures: true });
    for (const body of ['1', 'bad', '3']) await mapped.queues.send(body);
    mapped.mapping.start();
    await mapped.queues.scheduler.advance(1_000);
    expect(mapped.queues.sqs.queue('orders').counts).toEqual({ visible: 0, delayed: 0, inFlight: 1 });
    mapped.mapping.stop();
  });

  test('gathers a batch for the length of its window', async () => {
    const mapped = new Mapped(() => undefined, { window: 5, batchSize: 100 });
    mapped.mapping.start();
    for (let count = 0; count < 30; count++) await mapped.queues.send(String(count));
    await mapped.queues.scheduler.advance(4_999);
    expect(mapped.batches).toEqual([]);
    await mapped.queues.scheduler.advance(1_001);
    expect(mapped.batches.map(({ length }) => length)).toEqual([30]);
    mapped.mapping.stop();
  });

  test('deletes what its filters hold back', async () => {
    const mapped = new Mapped(() => undefined, {
      filter: compileFilters(['{"body":{"kind":["click"]}}'], 'Mapping'),
    });
    for (const body of ['{"kind":"view"}', '{"kind":"click"}']) await mapped.queues.send(body);
    mapped.mapping.start();
    await mapped.queues.scheduler.advance(1_000);
    expect(mapped.batches).toEqual([['{"kind":"click"}']]);
    expect(mapped.queues.sqs.queue('orders').counts.inFlight).toBe(0);
    mapped.mapping.stop();
  });
});
