import { KinesisProducer } from '../../producer';
import { FakeKinesis } from './fake-kinesis';

test('times without a bound are long, and not none: a request is waited for, and not sent again and again', async () => {
  const client = new FakeKinesis();
  const answer = client.putRecords.bind(client);
  client.putRecords = async (request, options) => {
    const answered = await answer(request, options);
    await new Promise((resolve) => setTimeout(resolve, 60));
    return answered;
  };
  for (const time of [Number.POSITIVE_INFINITY, 3_000_000_000]) {
    const producer = new KinesisProducer({ client, stream: 's', linger: 0, requestTimeout: time, timeout: time });
    await producer.put({ data: 'a', partitionKey: 'k' });
    expect(producer.counts).toEqual({ accepted: 1, stored: 1, failed: 0, queued: 0, retried: 0 });
  }
  expect(client.requests).toHaveLength(2);
});

test('a wait without a bound is for a full request', async () => {
  const client = new FakeKinesis();
  const producer = new KinesisProducer({ client, stream: 's', linger: Number.POSITIVE_INFINITY });
  const put = producer.put({ data: 'a', partitionKey: 'k' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(client.requests).toHaveLength(0);
  await producer.close();
  expect(await put).toMatchObject({ sequenceNumber: '1' });
});
