import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  type FirehoseClientConfig,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import fc from 'fast-check';
import { Firehose, FirehoseService } from '../../../local/firehose';
import { MemoryObjectStore } from '../../../local/s3';
import { CREDENTIALS, caller, REGION, type Started, startEndpoint } from '../endpoint/fixtures';
import { deliveryStream, onlyText, ROLE, run, START, STREAM_ARN } from './support';

const DATA = Buffer.from('event\n');

function fromStream() {
  const KinesisStreamSourceConfiguration = {
    KinesisStreamARN: 'arn:aws:kinesis:eu-west-1:111111111111:stream/source',
    RoleARN: ROLE,
  };
  const declared = deliveryStream(
    {},
    { DeliveryStreamType: 'KinesisStreamAsSource', KinesisStreamSourceConfiguration },
  );
  return { ...declared, physicalId: 'from-stream' };
}

async function startClient(firehose: Firehose): Promise<{ started: Started; client: FirehoseClient }> {
  const started = await startEndpoint({
    known: caller('firehose:*'),
    services: [new FirehoseService(firehose, (error) => started.faults.push(error))],
  });
  const config: FirehoseClientConfig = { region: REGION, endpoint: started.server.url, credentials: CREDENTIALS };
  return { started, client: new FirehoseClient({ ...config, maxAttempts: 1 }) };
}

describe('a client of Firehose', () => {
  let started: Started;
  let client: FirehoseClient;
  let rig: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    rig = await run(deliveryStream({ CompressionFormat: 'GZIP' }));
    rig.firehose.add(fromStream());
    ({ started, client } = await startClient(rig.firehose));
  });

  afterAll(async () => {
    client.destroy();
    await started.server.close();
  });

  test('puts records that are delivered', async () => {
    const DeliveryStreamName = 'events';
    const one = await client.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: DATA } }));
    expect(one).toMatchObject({ RecordId: expect.stringMatching(/^[A-Za-z0-9]{224}$/), Encrypted: false });
    const Records = [{ Data: DATA }, { Data: Buffer.from('last') }];
    const two = await client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
    expect(two.FailedPutCount).toBe(0);
    expect(new Set(two.RequestResponses?.map(({ RecordId }) => RecordId)).size).toBe(2);
    await rig.seconds(60);
    expect(await onlyText(rig)).toBe('event\nevent\nlast');
  });

  test('has a delivery stream described', async () => {
    const answer = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'events' }));
    expect(answer.DeliveryStreamDescription).toMatchObject({
      DeliveryStreamARN: STREAM_ARN,
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'DirectPut',
      VersionId: '1',
      CreateTimestamp: new Date(START),
      HasMoreDestinations: false,
      Destinations: [
        {
          S3DestinationDescription: { CompressionFormat: 'GZIP', RoleARN: ROLE },
          ExtendedS3DestinationDescription: {
            BucketARN: 'arn:aws:s3:::archive',
            BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
            S3BackupMode: 'Disabled',
          },
        },
      ],
    });
  });

  test('tells how what is put is encrypted', async () => {
    const KeyARN = 'arn:aws:kms:eu-west-1:111111111111:key/k';
    const encryption = { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN };
    const rig = await run(deliveryStream({}, { DeliveryStreamEncryptionConfigurationInput: encryption }));
    const answer = await new FirehoseService(rig.firehose).handle({
      ...{ method: 'POST', path: '/', query: '', headers: {}, action: 'DescribeDeliveryStream' },
      body: Buffer.from('{"DeliveryStreamName":"events"}'),
    });
    expect(JSON.parse(answer.body.toString()).DeliveryStreamDescription).toMatchObject({
      DeliveryStreamEncryptionConfiguration: { ...encryption, Status: 'ENABLED' },
    });
  });

  test('lists delivery streams, page by page', async () => {
    const first = await client.send(new ListDeliveryStreamsCommand({ Limit: 1 }));
    expect(first).toMatchObject({ DeliveryStreamNames: ['events'], HasMoreDeliveryStreams: true });
    const ExclusiveStartDeliveryStreamName = 'events';
    const second = await client.send(new ListDeliveryStreamsCommand({ ExclusiveStartDeliveryStreamName }));
    expect(second).toMatchObject({ DeliveryStreamNames: ['from-stream'], HasMoreDeliveryStreams: false });
    const direct = await client.send(new ListDeliveryStreamsCommand({ DeliveryStreamType: 'DirectPut' }));
    expect(direct.DeliveryStreamNames).toEqual(['events']);
  });

  test.each([
    ['an unknown delivery stream', 'nobody', [DATA], 'ResourceNotFoundException', 400],
    ['a delivery stream with another source', 'from-stream', [DATA], 'InvalidSourceException', 400],
    ['a name with a slash', 'a/b', [DATA], 'ValidationException', 400],
    ['a record over 1,000 KiB', 'events', [Buffer.alloc(1_024_001)], 'ValidationException', 400],
    ['no record', 'events', [], 'ValidationException', 400],
    ['more than 500 records', 'events', Array.from({ length: 501 }, () => DATA), 'ValidationException', 400],
    [
      'more than 4 MiB',
      'events',
      Array.from({ length: 5 }, () => Buffer.alloc(900_000)),
      'InvalidArgumentException',
      400,
    ],
  ])('fails for %s', async (_, DeliveryStreamName, data, name, status) => {
    const Records = data.map((Data) => ({ Data }));
    await expect(client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
    expect(started.faults).toEqual([]);
  });

  test('fails where the caller may not put', async () => {
    const denied = await startEndpoint({
      known: caller('firehose:Describe*'),
      services: [new FirehoseService(rig.firehose)],
    });
    const config = { region: REGION, endpoint: denied.server.url, credentials: CREDENTIALS, maxAttempts: 1 };
    const other = new FirehoseClient(config);
    const command = new PutRecordCommand({ DeliveryStreamName: 'events', Record: { Data: DATA } });
    await expect(other.send(command)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    other.destroy();
    await denied.server.close();
  });
});

describe('the quotas of direct put', () => {
  const quota = { records: 10, requests: 3, bytes: 1_000 };
  const call = async (firehose: Firehose, action: string, input: object) => {
    const body = Buffer.from(JSON.stringify(input));
    const request = { method: 'POST', path: '/', query: '', headers: {}, body, action };
    const { status, body: answer } = await new FirehoseService(firehose).handle(request);
    return { status, answer: JSON.parse(answer.toString()) };
  };
  const record = (size: number) => ({ Data: Buffer.alloc(size).toString('base64') });
  const put = (firehose: Firehose, size: number) => {
    return call(firehose, 'PutRecord', { DeliveryStreamName: 'events', Record: record(size) });
  };

  test('refuse requests over them, until time has passed', async () => {
    const rig = await run(deliveryStream(), { putLimits: quota });
    for (let round = 0; round < 3; round++) expect((await put(rig.firehose, 1)).status).toBe(200);
    expect(await put(rig.firehose, 1)).toEqual({
      status: 503,
      answer: { __type: 'ServiceUnavailableException', message: 'Slow down.' },
    });
    await rig.seconds(0.4);
    expect((await put(rig.firehose, 1)).status).toBe(200);
  });

  test('refuse the records of a batch one by one, and keep the others', async () => {
    const rig = await run(deliveryStream(), { putLimits: quota });
    const Records = [record(400), record(500), record(200), record(50)];
    const { status, answer } = await call(rig.firehose, 'PutRecordBatch', { DeliveryStreamName: 'events', Records });
    expect(status).toBe(200);
    expect(answer).toEqual({
      FailedPutCount: 1,
      Encrypted: false,
      RequestResponses: [
        { RecordId: expect.any(String) },
        { RecordId: expect.any(String) },
        { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
        { RecordId: expect.any(String) },
      ],
    });
    await rig.seconds(60);
    expect((await onlyText(rig)).length).toBe(950);
  });

  test('are those of the Region where nothing else is said', async () => {
    const { firehose } = await run(deliveryStream());
    const Records = Array.from({ length: 4 }, () => record(1_000_000));
    const large = await call(firehose, 'PutRecordBatch', { DeliveryStreamName: 'events', Records });
    expect(large.answer.FailedPutCount).toBe(0);
    const elsewhere = { ...deliveryStream(), arn: STREAM_ARN.replace('eu-west-1', 'eu-central-1') };
    const small = await call((await run(elsewhere)).firehose, 'PutRecordBatch', {
      DeliveryStreamName: 'events',
      Records,
    });
    expect(small.answer.FailedPutCount).toBe(3);
  });
});

test('any JSON gets an answer of Firehose or its error', async () => {
  const firehose = new Firehose({ objects: new MemoryObjectStore() });
  firehose.add(deliveryStream());
  const faults: unknown[] = [];
  const service = new FirehoseService(firehose, (error) => faults.push(error));
  const actions = [
    'PutRecord',
    'PutRecordBatch',
    'DescribeDeliveryStream',
    'ListDeliveryStreams',
    'CreateDeliveryStream',
  ];
  const input = fc.record(
    {
      DeliveryStreamName: fc.oneof(fc.constant('events'), fc.jsonValue()),
      Record: fc.oneof(fc.record({ Data: fc.oneof(fc.base64String(), fc.jsonValue()) }), fc.jsonValue()),
      Records: fc.oneof(fc.array(fc.record({ Data: fc.base64String() })), fc.jsonValue()),
      Limit: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...actions), fc.oneof(input, fc.jsonValue()), async (action, json) => {
      const headers = { 'x-amz-target': `Firehose_20150804.${action}` };
      const body = Buffer.from(JSON.stringify(json));
      const { status, body: answer } = await service.handle({ method: 'POST', path: '/', query: '', headers, body });
      expect([200, 400, 503]).toContain(status);
      const parsed = JSON.parse(answer.toString());
      if (status !== 200) expect(parsed.__type).toMatch(/^[A-Z][A-Za-z]+(?:Exception)$/);
      expect(faults).toEqual([]);
    }),
  );
});
