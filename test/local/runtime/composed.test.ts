import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirehoseClient, PutRecordCommand as PutDeliveryRecordCommand } from '@aws-sdk/client-firehose';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListStreamsCommand,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Running, start } from '../../../local/run';
import { deploy } from '../assembly/template-fixture';
import { arn, FRONT_DOOR, role } from './parts';

const handler = (code: string, roleId: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    ...{ Runtime: 'nodejs22.x', Handler: 'index.handler', Role: arn(roleId), Code: { ZipFile: code } },
    Timeout: 20,
  },
});
const delivery = (roleId: string, CloudWatchLoggingOptions: object = { Enabled: false }) => ({
  Type: 'AWS::KinesisFirehose::DeliveryStream',
  Properties: {
    ExtendedS3DestinationConfiguration: {
      ...{ BucketARN: arn('Archive'), RoleARN: arn(roleId) },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      CloudWatchLoggingOptions,
    },
  },
});
/** Sends on to a queue what it is called with, with the SDK that the runtime brings along. */
const FORWARD = `const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
exports.handler = async (event) => {
  if (event.Records[0].kinesis.partitionKey === 'bad') throw new Error('no');
  const MessageBody = event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()).join();
  await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody }));
};`;
const TAKE = `exports.handler = async ({ Records }) => { for (const { body } of Records) console.log('took ' + body); };`;
const READ_SECRETLY = `const { KinesisClient, PutRecordCommand } = require('@aws-sdk/client-kinesis');
exports.handler = async () => {
  const command = new PutRecordCommand({ StreamARN: process.env.STREAM, PartitionKey: 'k', Data: Buffer.from('x') });
  return new KinesisClient({}).send(command).then(() => 'put', (error) => error.name);
};`;

const forward = handler(FORWARD, 'ForwardRole');
const secretly = handler(READ_SECRETLY, 'PoorRole');
const TEMPLATE = {
  Resources: {
    ...FRONT_DOOR,
    Events: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'events', ShardCount: 1 } },
    Archive: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'archive' } },
    Work: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work', VisibilityTimeout: 60 } },
    Failed: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failed' } },
    ForwardRole: role('lambda', 'kinesis:*', 'sqs:SendMessage'),
    TakeRole: role('lambda', 'sqs:*'),
    PoorRole: role('lambda'),
    DeliveryRole: role('firehose', 's3:*'),
    Forward: {
      ...forward,
      Properties: { ...forward.Properties, Environment: { Variables: { QUEUE: { Ref: 'Work' } } } },
    },
    Take: handler(TAKE, 'TakeRole'),
    Secretly: {
      ...secretly,
      Properties: { ...secretly.Properties, Environment: { Variables: { STREAM: arn('Events') } } },
    },
    FromStream: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        ...{ EventSourceArn: arn('Events'), FunctionName: { Ref: 'Forward' }, StartingPosition: 'TRIM_HORIZON' },
        ...{ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: arn('Failed') } } },
        ParallelizationFactor: 2,
      },
    },
    FromQueue: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Work'), FunctionName: { Ref: 'Take' } },
    },
    Direct: delivery('DeliveryRole'),
    Refused: delivery('PoorDeliveryRole', { Enabled: true, LogGroupName: 'errors', LogStreamName: 's3' }),
    PoorDeliveryRole: role('firehose'),
  },
};

let folder: string;
let running: Running;
const log: string[] = [];
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-composed-'));
  const deployment = deploy(TEMPLATE);
  running = await start({ deployment, dataFolder: folder, speed: 60, say: (line) => log.push(line) });
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await running.close();
  rmSync(folder, { recursive: true, force: true });
  // What cannot be delivered is waited for at the end.
}, 30_000);

/** As the banner's lines set it up. */
const client = <T extends { destroy(): void }>(Client: new (config: object) => T): T => {
  const { accessKeyId = '', secretAccessKey = '' } = running.callers.operator ?? {};
  const config = { endpoint: running.endpoint.url, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
  const made = new Client(config);
  clients.push(made);
  return made;
};
const until = async <T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> => {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within 20 s; the log: ${log.join('\n')}`);
};
const inLog = (pattern: RegExp) => until(() => log.find((line) => pattern.test(line)));
/** What a function printed, which is kept in a file of its own. */
const printed = (logicalId: string, text: string) =>
  until(() => {
    const file = join(folder, 'logs', `function-${name(logicalId)}.log`);
    return (existsSync(file) && readFileSync(file, 'utf8').includes(text)) || undefined;
  });

describe('a whole deployment behind the AWS endpoint', () => {
  test('hands records of a stream to a function, which sends them to a queue, whose function takes them', async () => {
    const kinesis = client(KinesisClient);
    expect((await kinesis.send(new ListStreamsCommand({}))).StreamNames).toEqual(['events']);
    const put = { StreamName: 'events', PartitionKey: 'a', Data: Buffer.from('one') };
    const { ShardId, SequenceNumber } = await kinesis.send(new PutRecordCommand(put));
    const at = { StreamName: 'events', ShardId, StartingSequenceNumber: SequenceNumber };
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ ...at, ShardIteratorType: 'AT_SEQUENCE_NUMBER' }),
    );
    const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    expect(Records.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['one']);
    await printed('Take', 'took one');
  }, 30_000);

  test('hands what a function fails to the on-failure queue', async () => {
    const put = { StreamName: 'events', PartitionKey: 'bad', Data: Buffer.from('two') };
    const { SequenceNumber } = await client(KinesisClient).send(new PutRecordCommand(put));
    const sqs = client(SQSClient);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'failed' }));
    const message = await until(async () => {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
      return Messages?.[0];
    });
    expect(JSON.parse(message.Body ?? '')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      KinesisBatchInfo: { startSequenceNumber: SequenceNumber, batchSize: 1 },
    });
  }, 30_000);

  test('takes messages that a client sends', async () => {
    const sqs = client(SQSClient);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'three' }));
    await printed('Take', 'took three');
  }, 30_000);

  test('delivers direct puts into objects that the S3 client reads', async () => {
    const s3 = client(S3Client);
    const command = { DeliveryStreamName: name('Direct'), Record: { Data: Buffer.from('four\n') } };
    await client(FirehoseClient).send(new PutDeliveryRecordCommand(command));
    const Key = await until(
      async () => (await s3.send(new ListObjectsV2Command({ Bucket: 'archive' }))).Contents?.[0]?.Key,
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'archive', Key }));
    expect(await Body?.transformToString()).toBe('four\n');
  }, 30_000);

  test('fails a delivery whose role has no grant, naming role and action in the log', async () => {
    const command = { DeliveryStreamName: name('Refused'), Record: { Data: Buffer.from('five\n') } };
    await client(FirehoseClient).send(new PutDeliveryRecordCommand(command));
    await inLog(/refused: role .*PoorDeliveryRole.* \[PoorDeliveryRole\] lacks s3:PutObject/);
    await inLog(/refused: role .*PoorDeliveryRole.* lacks logs:PutLogEvents on .*:log-group:errors:log-stream:s3/);
    await inLog(/S3\.AccessDenied: User: .*is not authorized to perform: s3:PutObject/);
  }, 30_000);

  test("fails a function's own call without a grant, naming role and action in the log", async () => {
    const { Payload } = await client(LambdaClient).send(new InvokeCommand({ FunctionName: name('Secretly') }));
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toBe('AccessDeniedException');
    await inLog(/refused: role .*PoorRole.* \[PoorRole\] lacks kinesis:PutRecord on arn:aws:kinesis:.*:stream\/events/);
  }, 30_000);
});

/** The physical name of a resource. */
function name(logicalId: string): string {
  return running.deployment.resource('Stack', logicalId).physicalId;
}
