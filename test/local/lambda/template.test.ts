import { ManualClock } from '../../../local/clock';
import { Kinesis } from '../../../local/kinesis';
import { EventSourceMappings, KinesisShardReader, Lambda, readMappingDefinition } from '../../../local/lambda';
import { ManualScheduler } from '../../../local/scheduler';
import { Sqs } from '../../../local/sqs';
import { memoryStore } from '../../../local/storage';
import { deploy, only } from '../assembly/template-fixture';

const CODE = `exports.handler = async ({ Records }) => {
  const bodies = Records.map((r) => r.body ?? Buffer.from(r.kinesis.data, 'base64').toString());
  if (bodies.includes('bad')) throw new Error('bad');
  console.log(JSON.stringify(bodies));
}`;

const ROLE = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } };
const FUNCTION = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Code: { ZipFile: CODE },
    Timeout: 10,
  },
};
const mapping = (properties: object) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: { Ref: 'Function' }, ...properties },
});
const FROM_STREAM = { EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] }, StartingPosition: 'TRIM_HORIZON' };
const TEMPLATE = {
  Resources: {
    Role: ROLE,
    Function: FUNCTION,
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 2 } },
    Dead: { Type: 'AWS::SQS::Queue', Properties: {} },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: '30',
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
      },
    },
    OfStream: mapping({
      ...FROM_STREAM,
      BatchSize: 10,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
    }),
    OfQueue: mapping({ EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }),
  },
};

describe('a template with functions', () => {
  test('runs: what is put into stream and queue reaches the function, and what it fails the dead-letter queue', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    const scheduler = new ManualScheduler(clock);
    const store = memoryStore();
    const deployment = deploy(TEMPLATE);
    const kinesis = new Kinesis({ clock, store });
    const sqs = new Sqs({ scheduler, store });
    const printed: string[] = [];
    const lambda = new Lambda({ log: (entry) => entry.kind === 'output' && printed.push(entry.text) });
    const stream = kinesis.add(only(deployment, 'AWS::Kinesis::Stream'));
    for (const resource of deployment.ofType('AWS::SQS::Queue')) sqs.add(resource);
    sqs.check();
    lambda.add(only(deployment, 'AWS::Lambda::Function'), deployment);
    const mappings = new EventSourceMappings(
      lambda,
      {
        tryStream: (arn) => {
          const found = kinesis.try(arn);
          return found && new KinesisShardReader(found, clock);
        },
        tryQueue: (arn) => sqs.tryArn(arn),
      },
      {
        scheduler,
        log: () => {},
        uuid: () => '00000000-0000-4000-8000-000000000000',
        checkpoints: store,
        invoke: (arn, payload) => lambda.invoke(arn, payload),
        authorize: () => undefined,
        sendMessage: async (arn, body) => {
          await sqs.tryArn(arn)?.send({ body, senderId: 'lambda', delay: 0 });
        },
        putObject: async () => {},
      },
    );
    for (const resource of deployment.ofType('AWS::Lambda::EventSourceMapping')) mappings.add(resource);

    const put = ['1', '2', 'bad', '4'].map((body) => ({ partitionKey: 'k', data: Buffer.from(body) }));
    await stream.put(put);
    const queue = sqs.queue(deployment.resource('Stack', 'Queue').physicalId);
    await queue.send({ body: 'message', senderId: 'me', delay: 0 });
    mappings.start();
    await scheduler.advance(10_000);
    mappings.stop();

    const delivered = printed
      .flatMap((text) => /\t(\[".*\])\n/.exec(text)?.[1] ?? [])
      .flatMap((text) => JSON.parse(text));
    expect(delivered.sort()).toEqual(['1', '2', '4', 'message']);
    const [dead] = await sqs.queue(deployment.resource('Stack', 'Dead').physicalId).receive({ most: 10 });
    expect(JSON.parse(dead?.content.body ?? '{}')).toMatchObject({
      requestContext: {
        condition: 'RetryAttemptsExhausted',
        functionArn: only(deployment, 'AWS::Lambda::Function').arn,
      },
      KinesisBatchInfo: { batchSize: 1 },
    });
    expect(queue.counts).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
    await lambda.close();
  });

  test('names a runtime that is not emulated', async () => {
    const lambda = new Lambda();
    const deployment = deploy({
      Resources: {
        ...TEMPLATE.Resources,
        Function: { ...FUNCTION, Properties: { ...FUNCTION.Properties, Runtime: 'python3.13' } },
      },
    });
    const { definition } = lambda.add(only(deployment, 'AWS::Lambda::Function'), deployment);
    expect(definition.refusal).toBe('the runtime python3.13 is not emulated, only Node.js is');
  });

  test.each([
    ['BatchSize', { BatchSize: 10_001 }, 'LAMBDA_INVALID_MAPPING'],
    ['MaximumRecordAgeInSeconds', { MaximumRecordAgeInSeconds: 59 }, 'LAMBDA_INVALID_MAPPING'],
    ['StartingPosition', { StartingPosition: undefined }, 'LAMBDA_INVALID_MAPPING'],
    ['TumblingWindowInSeconds', { TumblingWindowInSeconds: 60 }, 'LAMBDA_MAPPING_NOT_EMULATED'],
    [
      'DestinationConfig',
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-west-1:123456789012:topic' } } },
      'LAMBDA_MAPPING_NOT_EMULATED',
    ],
    [
      'EventSourceArn',
      { EventSourceArn: 'arn:aws:dynamodb:eu-west-1:1:table/a/stream/b' },
      'LAMBDA_MAPPING_NOT_EMULATED',
    ],
  ])('fails on the %s of a mapping, by name', (name, changes, code) => {
    const { Stream, Role, Function: called } = TEMPLATE.Resources;
    const deployment = deploy({
      Resources: { Stream, Role, Function: called, Mapping: mapping({ ...FROM_STREAM, ...changes }) },
    });
    expect(() => readMappingDefinition(only(deployment, 'AWS::Lambda::EventSourceMapping'))).toThrow(
      expect.objectContaining({ code, position: expect.stringContaining(`Stack/Mapping.Properties.${name}`) }),
    );
  });

  test.each([
    [{ Timeout: 901 }, "'Timeout' must be between 1 and 900, got 901"],
    [{ MemorySize: 64 }, "'MemorySize' must be between 128 and 10240, got 64"],
  ])('fails on a function with %j', (changes, message) => {
    const changed = { ...FUNCTION, Properties: { ...FUNCTION.Properties, ...changes } };
    const deployment = deploy({ Resources: { Role: ROLE, Function: changed } });
    expect(() => new Lambda().add(only(deployment, 'AWS::Lambda::Function'), deployment)).toThrow(message);
  });

  test('fails on a queue out of range, and on a dead-letter queue that is not there', () => {
    const queue = (properties: object) => ({
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: properties } },
    });
    const wrong = deploy(queue({ DelaySeconds: 901 }));
    expect(() => new Sqs().add(only(wrong, 'AWS::SQS::Queue'))).toThrow(
      "'DelaySeconds' must be between 0 and 900, got 901",
    );
    const lost = deploy(
      queue({ RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:x', maxReceiveCount: 3 } }),
    );
    const sqs = new Sqs();
    sqs.add(only(lost, 'AWS::SQS::Queue'));
    expect(() => sqs.check()).toThrow(expect.objectContaining({ code: 'SQS_UNKNOWN_DEAD_LETTER_QUEUE' }));
  });

  test('fails on a mapping whose function may take longer than the queue hides a message', () => {
    const Queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 5 } };
    const OfQueue = mapping({ EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } });
    const deployment = deploy({ Resources: { Role: ROLE, Function: FUNCTION, Queue, OfQueue } });
    const sqs = new Sqs();
    sqs.add(only(deployment, 'AWS::SQS::Queue'));
    const lambda = new Lambda();
    lambda.add(only(deployment, 'AWS::Lambda::Function'), deployment);
    const sources = { tryStream: () => undefined, tryQueue: (arn: string) => sqs.tryArn(arn) };
    const mappings = new EventSourceMappings(lambda, sources, undefined as never);
    expect(() => mappings.add(only(deployment, 'AWS::Lambda::EventSourceMapping'))).toThrow(
      'Queue visibility timeout: 5 seconds is less than Function timeout: 10 seconds',
    );
  });
});
