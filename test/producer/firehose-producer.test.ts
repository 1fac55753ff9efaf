import { FirehoseProducer, type PutRecordBatchClient } from '../../producer';
import { serviceError } from './fake-kinesis';
import { VirtualTime } from './virtual-time';

/** A Firehose whose answers a test writes, one a request; what is not foreseen fails the test. */
function fake(answers: readonly (readonly (string | undefined)[] | Error)[]) {
  const requests: string[][] = [];
  const client: PutRecordBatchClient = {
    putRecordBatch: async ({ DeliveryStreamName, Records }) => {
      expect(DeliveryStreamName).toBe('archive');
      const answer = answers[requests.push(Records.map(({ Data }) => Buffer.from(Data).toString())) - 1];
      if (answer === undefined) throw new Error('a request that no test foresaw');
      if (answer instanceof Error) throw answer;
      return {
        RequestResponses: answer.map((code, index) =>
          code === undefined ? { RecordId: `id-${index}` } : { ErrorCode: code },
        ),
      };
    },
  };
  return { client, requests };
}

function make(answers: Parameters<typeof fake>[0]) {
  const { client, requests } = fake(answers);
  const time = new VirtualTime();
  return { requests, time, producer: new FirehoseProducer({ client, deliveryStream: 'archive', timing: time }) };
}

test('a batch is stored, and each put learns its id', async () => {
  const { producer, requests } = make([[undefined, undefined]]);
  const puts = ['a', 'b'].map((data) => producer.put({ data }));
  await producer.flush();
  expect(await Promise.all(puts)).toEqual([{ recordId: 'id-0' }, { recordId: 'id-1' }]);
  expect(requests).toEqual([['a', 'b']]);
});

test('only what failed is sent again, whatever the reason', async () => {
  const { producer, requests, time } = make([
    ['ServiceUnavailableException', undefined, 'InternalFailure'],
    serviceError('ServiceUnavailableException', 503),
    [undefined, undefined],
  ]);
  const puts = ['a', 'b', 'c'].map((data) => producer.put({ data }));
  await time.advance(1_000);
  await Promise.all(puts);
  expect(requests).toEqual([
    ['a', 'b', 'c'],
    ['a', 'c'],
    ['a', 'c'],
  ]);
  expect(producer.counts).toEqual({ accepted: 3, stored: 3, failed: 0, retried: 4, queued: 0 });
});

test('a batch holds at most four mebibytes', async () => {
  const { producer, requests } = make([Array(4).fill(undefined), [undefined]]);
  const puts = Array.from({ length: 5 }, () => producer.put({ data: Buffer.alloc(1_024_000) }));
  await producer.flush();
  await Promise.all(puts);
  expect(requests.map(({ length }) => length)).toEqual([4, 1]);
});

test('fails a record larger than 1,024,000 bytes', async () => {
  const { producer } = make([]);
  expect(producer.tryRefuse({ data: Buffer.alloc(1_024_001) })?.message).toMatch(/1024001 of 1024000 bytes/);
  await expect(producer.put({ data: Buffer.alloc(1_024_001) })).rejects.toHaveProperty('code', 'RecordTooLarge');
});
