import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { KinesisClient, PutRecordsCommand, PutRecordCommand as PutStreamRecordCommand } from '@aws-sdk/client-kinesis';
import { main } from '../../cli/main';
import { traceCommand } from '../../cli/trace';
import { type Running, start } from '../../local/run';
import { drain } from '../../local/runtime';
import { deploy } from '../local/assembly/template-fixture';
import { arn, FRONT_DOOR, role } from '../local/runtime/parts';
import { captureIo } from '../support/cli';

const delivery = (name: string, source: object) => ({
  Type: 'AWS::KinesisFirehose::DeliveryStream',
  Properties: {
    DeliveryStreamName: name,
    ...source,
    ExtendedS3DestinationConfiguration: {
      ...{ BucketARN: arn('Archive'), RoleARN: arn('DeliveryRole'), Prefix: `${name}/`, ErrorOutputPrefix: 'errors/' },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 900 },
    },
  },
});
const TAKE = `exports.handler = async ({ Records }) => {
  const failed = Records.find(({ kinesis }) => kinesis.partitionKey === 'bad');
  if (failed !== undefined) throw new TypeError('no taste for it');
};`;
const TEMPLATE = {
  Resources: {
    ...FRONT_DOOR,
    Events: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'events', ShardCount: 2 } },
    Unread: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'unread', ShardCount: 2 } },
    Archive: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'archive' } },
    Failed: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failed' } },
    DeliveryRole: role('firehose', '*'),
    TakeRole: role('lambda', '*'),
    Direct: delivery('direct', { DeliveryStreamType: 'DirectPut' }),
    Other: delivery('other', { DeliveryStreamType: 'DirectPut' }),
    FromStream: delivery('from-stream', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: arn('Events'), RoleARN: arn('DeliveryRole') },
    }),
    Take: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ FunctionName: 'take', Runtime: 'nodejs22.x', Handler: 'index.handler' },
        ...{ Role: arn('TakeRole'), Code: { ZipFile: TAKE } },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        ...{ EventSourceArn: arn('Events'), FunctionName: { Ref: 'Take' }, StartingPosition: 'TRIM_HORIZON' },
        ...{ MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Destination: arn('Failed') } } },
      },
    },
  },
};

let folder: string;
let early: string | undefined;
let running: Running;
let kinesis: KinesisClient;
let firehose: FirehoseClient;

const run = () => start({ deployment: deploy(TEMPLATE), dataFolder: folder, speed: 60, say: () => undefined });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-direct-'));
  running = await run();
  const { accessKeyId = '', secretAccessKey = '' } = running.callers.operator ?? {};
  const config = {
    ...{ endpoint: running.endpoint.url, region: 'us-east-1' },
    credentials: { accessKeyId, secretAccessKey },
  };
  kinesis = new KinesisClient(config);
  firehose = new FirehoseClient(config);
});

afterAll(async () => {
  kinesis.destroy();
  firehose.destroy();
  // The last test has closed it.
  rmSync(folder, { recursive: true, force: true });
});

async function trace(id = ''): Promise<string> {
  const io = captureIo(folder);
  await main([traceCommand], ['trace', id, '--data-dir', folder], io);
  const { stdout, stderr } = io.captured();
  return stdout + stderr;
}

async function traceUntil(id: string | undefined, pattern: RegExp): Promise<string> {
  for (const end = Date.now() + 15_000; ; ) {
    const text = await trace(id);
    if (pattern.test(text)) return text;
    if (Date.now() > end) throw new Error(`no ${pattern} in:\n${text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const deliver = () => drain(running.services, () => new Promise((resolve) => setTimeout(() => resolve(true), 50)));
const put = (StreamName: string, PartitionKey: string, text: string) =>
  kinesis.send(new PutStreamRecordCommand({ StreamName, PartitionKey, Data: Buffer.from(text) }));

test('a record put into a stream is shown before anything reads it, by its bytes', async () => {
  const { SequenceNumber, ShardId } = await put('unread', 'key 1', 'ünread\u0000');
  const text = await trace(SequenceNumber);
  expect(text).toContain('request    none was recorded: it came by another way than the front door\n');
  expect(text).toContain(`record     stream unread, ${ShardId}, sequence number ${SequenceNumber}\n`);
  expect(text).toMatch(/^ {2}20\S+Z {2}partition key key 1\n {2}ünread\\u0000$/m);
  expect(text).toContain('no delivery or function reads it');
});

test('a record of a stream is shown with its function and its object', async () => {
  const { Records = [] } = await kinesis.send(
    new PutRecordsCommand({
      StreamName: 'events',
      Records: ['{"n":1}\n', '{"n":2}\n'].map((text) => ({ PartitionKey: 'a', Data: Buffer.from(text) })),
    }),
  );
  const id = Records[1]?.SequenceNumber;
  early = id;
  const before = await trace(id);
  expect(before).toMatch(/partition key a\n {2}\{"n":2\}/);
  expect(before).toMatch(/delivery from-stream: (buffered|not delivered yet)/);
  expect(before).toMatch(/function take, by event source mapping \S+\n/);
  const called = await traceUntil(id, /done: record \d of \d, 20\S+Z, invocation [0-9a-f-]{36}$/m);
  expect(called).not.toContain('given up');
  await deliver();
  const after = await trace(id);
  expect(after).toMatch(/object s3:\/\/archive\/from-stream\//);
  expect(after).toContain('line 2 of 2: {"n":2}');
});

test('a record that a function fails is shown with each call, its error, and where it went', async () => {
  const { SequenceNumber } = await put('events', 'bad', 'x');
  const text = await traceUntil(SequenceNumber, /given up/);
  const call = 'failed: record 1 of 1, 20\\S+Z, invocation [0-9a-f-]{36}\\n +TypeError: no taste for it\\n';
  expect(text).toMatch(
    new RegExp(`take, by .*\\n +${call} +${call} +given up: RetryAttemptsExhausted, sent to \\S+:failed, 20`),
  );
});

test('a direct put is shown by its id before and after it is delivered', async () => {
  const put = { DeliveryStreamName: 'direct', Record: { Data: Buffer.from('{"n":3}\n') } };
  const { RecordId } = await firehose.send(new PutRecordCommand(put));
  const { RequestResponses = [] } = await firehose.send(
    new PutRecordBatchCommand({
      DeliveryStreamName: 'direct',
      Records: [{ Data: Buffer.from('{"n":4}\n') }, { Data: Buffer.from('{"n":5}\n') }],
    }),
  );
  const ids = [RecordId, ...RequestResponses.map((response) => response.RecordId)];
  for (const [index, id] of ids.entries()) {
    const text = await traceUntil(id, /buffered, due in/);
    expect(text).toContain('request    none was recorded');
    expect(text).toContain(`record     put to direct, record id …${id?.slice(-16)}\n`);
    expect(text).toContain(`  {"n":${index + 3}}`);
  }
  await deliver();
  expect(await trace(ids[2])).toContain('line 3 of 3: {"n":5}');
});

test('an id is known when nothing runs any more, and one that was never given is not', async () => {
  const put = { DeliveryStreamName: 'other', Record: { Data: Buffer.from('{"n":6}\n') } };
  const { RecordId = '' } = await firehose.send(new PutRecordCommand(put));
  await running.close();
  const text = await trace(RecordId);
  expect(text).toContain('record     put to other');
  expect(text).toContain('line 1 of 1: {"n":6}');
  const nobody = `${RecordId.slice(0, -1)}z`;
  expect(await trace(nobody)).toContain(`nothing is known of '${nobody}'`);
});

test('of a record that the trace does not go back to, nothing is said of its way', async () => {
  running = await run();
  rmSync(join(folder, 'trace', '0000000001.trace'));
  try {
    const text = await trace(early);
    expect(text).toMatch(/^request {4}none is kept: the trace goes back to 20\S+Z$/m);
    expect(text).toMatch(/partition key a\n {2}\{"n":2\}/);
    expect(text).toMatch(/delivery from-stream: not known any more/);
    expect(text).toMatch(/function take, by .*\n {4}not known any more/);
    expect(text).not.toMatch(/another way|not delivered|not called/);
  } finally {
    await running.close();
  }
});
