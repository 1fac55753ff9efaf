import { memoryStore } from '../../../local/storage';
import { Queues } from './queue-fixture';

describe('a standard queue', () => {
  test('hands out a message once, and again when its visibility timeout is over', async () => {
    const queues = new Queues();
    await queues.send('one');
    expect(await queues.bodies()).toEqual(['one']);
    expect(await queues.bodies()).toEqual([]);
    await queues.scheduler.advance(30_000);
    expect(await queues.bodies()).toEqual(['one']);
  });

  test('never hands out what was deleted', async () => {
    const queues = new Queues();
    await queues.send('one');
    const queue = queues.sqs.queue('orders');
    const [message] = await queue.receive({ most: 1 });
    await queue.delete(message?.receiptHandle ?? '');
    await queues.scheduler.advance(60_000);
    expect(await queues.bodies()).toEqual([]);
    expect(queue.counts).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  });

  test('delays a message', async () => {
    const queues = new Queues();
    await queues.send('later', { delay: 5 });
    expect(queues.sqs.queue('orders').counts).toMatchObject({ visible: 0, delayed: 1 });
    expect(await queues.bodies()).toEqual([]);
    await queues.scheduler.advance(5_000);
    expect(await queues.bodies()).toEqual(['later']);
  });

  test('answers a long poll as soon as something is sent', async () => {
    const queues = new Queues();
    const received = queues.sqs.queue('orders').receive({ most: 1, waitTime: 20 });
    await queues.scheduler.advance(3_000);
    await queues.send('now');
    expect((await received).map(({ content }) => content.body)).toEqual(['now']);
  });

  test('answers a long poll with nothing once its time is over', async () => {
    const queues = new Queues();
    const received = queues.sqs.queue('orders').receive({ most: 1, waitTime: 20 });
    await queues.scheduler.advance(20_000);
    expect(await received).toEqual([]);
  });

  test('lengthens and ends the time a message is invisible', async () => {
    const queues = new Queues();
    await queues.send('one');
    const queue = queues.sqs.queue('orders');
    const [message] = await queue.receive({ most: 1 });
    queue.changeVisibility(message?.receiptHandle ?? '', 100);
    await queues.scheduler.advance(99_000);
    expect(await queues.bodies()).toEqual([]);
    queue.changeVisibility(message?.receiptHandle ?? '', 0);
    expect(await queues.bodies()).toEqual(['one']);
  });

  test('forgets a message after its retention period', async () => {
    const queues = new Queues([{ retention: 60 }]);
    await queues.send('old');
    await queues.scheduler.advance(60_000);
    expect(await queues.bodies()).toEqual([]);
    expect(queues.sqs.queue('orders').counts.visible).toBe(0);
  });

  test('moves a message to the dead-letter queue once it was received too often', async () => {
    const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:123456789012:dead';
    const queues = new Queues([{ redrive: { deadLetterTargetArn, maxReceiveCount: 2 } }, { name: 'dead' }]);
    await queues.send('poison');
    for (let count = 0; count < 2; count++) {
      expect(await queues.bodies()).toEqual(['poison']);
      await queues.scheduler.advance(30_000);
    }
    expect(await queues.bodies()).toEqual([]);
    const [dead] = (await queues.sqs.queue('dead').receive({ most: 1 })) ?? [];
    expect(dead?.content).toMatchObject({ body: 'poison', deadLetterSource: expect.stringMatching(/:orders$/) });
  });

  test('fails a receipt handle of another queue', async () => {
    const queues = new Queues([{}, { name: 'other' }]);
    await queues.send('one');
    const [message] = await queues.sqs.queue('orders').receive({ most: 1 });
    await expect(queues.sqs.queue('other').delete(message?.receiptHandle ?? '')).rejects.toMatchObject({
      code: 'ReceiptHandleIsInvalid',
    });
  });
});

describe('a FIFO queue', () => {
  const fifo = { name: 'orders.fifo' };
  const message = (groupId: string, deduplicationId: string) => ({ groupId, deduplicationId });

  test('takes one message of each deduplication id within five minutes', async () => {
    const queues = new Queues([fifo]);
    await queues.send('first', message('a', '1'), 'orders.fifo');
    await queues.send('again', message('a', '1'), 'orders.fifo');
    await queues.scheduler.advance(300_000);
    await queues.send('later', message('a', '1'), 'orders.fifo');
    expect(await queues.bodies('orders.fifo')).toEqual(['first', 'later']);
  });

  test('holds a group back while something of it is in flight, and no other', async () => {
    const queues = new Queues([fifo]);
    await queues.send('a1', message('a', '1'), 'orders.fifo');
    await queues.send('a2', message('a', '2'), 'orders.fifo');
    await queues.send('b1', message('b', '3'), 'orders.fifo');
    expect(await queues.bodies('orders.fifo', 1)).toEqual(['a1']);
    expect(await queues.bodies('orders.fifo', 10)).toEqual(['b1']);
    expect(await queues.bodies('orders.fifo', 10)).toEqual([]);
  });

  test('hands out a group in its order after its first message came back', async () => {
    const queues = new Queues([fifo]);
    for (const id of ['1', '2', '3']) await queues.send(id, message('a', id), 'orders.fifo');
    expect(await queues.bodies('orders.fifo', 2)).toEqual(['1', '2']);
    await queues.scheduler.advance(30_000);
    expect(await queues.bodies('orders.fifo')).toEqual(['1', '2', '3']);
  });
});

describe('a queue that is opened again', () => {
  test('holds what was not deleted, in its order', async () => {
    const store = memoryStore();
    const before = new Queues([{}], store);
    for (const body of ['1', '2', '3', '4']) await before.send(body);
    const queue = before.sqs.queue('orders');
    const messages = await queue.receive({ most: 3 });
    await queue.delete(messages[1]?.receiptHandle ?? '');
    expect(await new Queues([{}], store).bodies()).toEqual(['1', '3', '4']);
  });

  test('lets go of what was deleted on disk', async () => {
    const store = memoryStore();
    const queues = new Queues([{}], store);
    const queue = queues.sqs.queue('orders');
    for (let round = 0; round < 100; round++) await queues.send(String(round));
    for (let round = 0; round < 10; round++) {
      const messages = await queue.receive({ most: 10 });
      await Promise.all(messages.map(({ receiptHandle }) => queue.delete(receiptHandle)));
    }
    const topic = store.topic(`sqs/${queue.definition.arn}`);
    expect(store.next(topic) - store.first(topic)).toBe(0);
    const deletions = store.topic(`sqs/${queue.definition.arn}/deleted`);
    expect(store.next(deletions) - store.first(deletions)).toBeLessThan(64);
  });
});
