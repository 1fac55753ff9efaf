import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  type KinesisClientConfig,
  ListShardsCommand,
  ListStreamsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { compilePolicies } from '../../../local/iam';
import { caller, type Started, startEndpoint } from './fixtures';

const StreamName = 'events';

describe.each([
  ['HTTP/2', undefined],
  ['HTTP/1.1', new NodeHttpHandler()],
])('the AWS client over %s', (_, requestHandler) => {
  let started: Started;
  let client: KinesisClient;
  const connect = (config: KinesisClientConfig = {}) =>
    started.client({ ...config, ...(requestHandler !== undefined && { requestHandler }) });
  beforeAll(async () => {
    started = await startEndpoint();
    client = connect();
  });
  afterAll(async () => {
    client.destroy();
    await started.server.close();
    expect(started.faults).toEqual([]);
  });

  test('puts and reads records', async () => {
    const Data = Buffer.from('über 💣');
    const put = await client.send(new PutRecordCommand({ StreamName, Data, PartitionKey: 'key' }));
    const batch = await client.send(
      new PutRecordsCommand({
        StreamName,
        Records: ['a', 'b'].map((data) => ({ Data: Buffer.from(data), PartitionKey: 'key' })),
      }),
    );
    expect(batch.FailedRecordCount).toBe(0);
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamName,
        ShardId: put.ShardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: put.SequenceNumber,
      }),
    );
    const read = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 10 }));
    expect(read.Records?.map(({ Data: data }) => Buffer.from(data ?? []).toString())).toEqual(['über 💣', 'a', 'b']);
    expect(read.Records?.[0]?.ApproximateArrivalTimestamp).toBeInstanceOf(Date);
    expect(read.NextShardIterator).toBeDefined();
  });

  test('describes and lists', async () => {
    expect((await client.send(new ListStreamsCommand({}))).StreamNames).toEqual(['events']);
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }));
    expect(StreamDescription).toMatchObject({ StreamStatus: 'ACTIVE', HasMoreShards: false });
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(StreamDescriptionSummary?.OpenShardCount).toBe(4);
    expect((await client.send(new ListShardsCommand({ StreamName }))).Shards).toHaveLength(4);
  });

  test('splits, merges and rescales', async () => {
    await client.send(
      new SplitShardCommand({ StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '1000000000000' }),
    );
    await client.send(
      new MergeShardsCommand({
        StreamName,
        ShardToMerge: 'shardId-000000000004',
        AdjacentShardToMerge: 'shardId-000000000005',
      }),
    );
    const answer = await client.send(
      new UpdateShardCountCommand({ StreamName, TargetShardCount: 8, ScalingType: 'UNIFORM_SCALING' }),
    );
    expect(answer).toMatchObject({ CurrentShardCount: 4, TargetShardCount: 8 });
  });

  test('fails with an error the client knows', async () => {
    await expect(
      client.send(new PutRecordCommand({ StreamName: 'no', Data: Buffer.of(), PartitionKey: 'k' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Stream no under account 111111111111 not found.',
    });
  });

  test('fails with a wrong secret', async () => {
    const wrong = connect({ credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wrong' } });
    await expect(wrong.send(new ListStreamsCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    wrong.destroy();
  });

  test('fails with an unknown key', async () => {
    const unknown = connect({ credentials: { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' } });
    await expect(unknown.send(new ListStreamsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    unknown.destroy();
  });
});

test('fails without the permission, naming caller, action and resource', async () => {
  const { server, client } = await startEndpoint({ known: caller('kinesis:PutRecord') });
  const own = client();
  await own.send(new PutRecordCommand({ StreamName, Data: Buffer.of(), PartitionKey: 'k' }));
  await expect(own.send(new DescribeStreamCommand({ StreamName }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message:
      'User: arn:aws:iam::111111111111:user/dev is not authorized to perform: kinesis:DescribeStream on resource: arn:aws:kinesis:eu-west-1:111111111111:stream/events because no identity-based policy allows the kinesis:DescribeStream action',
  });
  own.destroy();
  await server.close();
});

test('fails where the policy of the resource denies what the caller may do', async () => {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 'kinesis:DescribeStream', Resource: '*' }],
  };
  const denies = compilePolicies([{ name: 'policy of the stream', document }], 'resource');
  const started = await startEndpoint({
    resourcePolicy: (arn) => (arn.endsWith(':stream/events') ? denies : undefined),
  });
  const client = started.client();
  await expect(client.send(new DescribeStreamCommand({ StreamName }))).rejects.toThrow(
    /with an explicit deny in a resource-based policy/,
  );
  client.destroy();
  await started.server.close();
});
