import { Firehose } from '@aws-sdk/client-firehose';
import { Kinesis, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { KinesisProducer, type PutRecordBatchClient, type PutRecordsClient } from '../../producer';
import { CREDENTIALS, REGION, type Started, startEndpoint } from '../local/endpoint/fixtures';

describe('with the clients of the AWS SDK', () => {
  let started: Started;
  beforeAll(async () => {
    started = await startEndpoint();
  });
  afterAll(() => started.server.close());

  const config = () => ({ region: REGION, endpoint: started.server.url, credentials: CREDENTIALS, maxAttempts: 1 });

  test('both forms of the Kinesis client put records', async () => {
    const aggregated = new Kinesis(config());
    const bare = started.client();
    const clients: readonly PutRecordsClient[] = [
      aggregated,
      { putRecords: (input, options) => bare.send(new PutRecordsCommand(input), options) },
    ];
    for (const client of clients) {
      const producer = new KinesisProducer({ client, stream: 'events' });
      const puts = Array.from({ length: 1_200 }, (_, index) =>
        producer.put({ data: `{"id":${index}}`, partitionKey: `key-${index}` }),
      );
      await producer.close();
      expect(new Set((await Promise.all(puts)).map(({ shardId }) => shardId)).size).toBe(4);
    }
    aggregated.destroy();
    bare.destroy();
    expect(started.faults).toEqual([]);
  });

  test('an error of the service is told from others', async () => {
    const client = new Kinesis(config());
    const producer = new KinesisProducer({ client, stream: 'nothing', linger: 0 });
    await expect(producer.put({ data: 'x', partitionKey: 'k' })).rejects.toMatchObject({
      code: 'Denied',
      cause: { name: 'ResourceNotFoundException' },
    });
    client.destroy();
  });

  test('the Firehose client has the form that is asked for', () => {
    // Held by the compiler.
    const client: PutRecordBatchClient = new Firehose({ region: REGION });
    expect(typeof client.putRecordBatch).toBe('function');
  });
});
