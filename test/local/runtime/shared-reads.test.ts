import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, start } from '../../../local/run';
import { deploy } from '../assembly/template-fixture';
import { arn, FRONT_DOOR, role } from './parts';

const delivery = (prefix: string) => ({
  Type: 'AWS::KinesisFirehose::DeliveryStream',
  Properties: {
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: arn('Events'), RoleARN: arn('DeliveryRole') },
    ExtendedS3DestinationConfiguration: {
      ...{ BucketARN: arn('Archive'), RoleARN: arn('DeliveryRole') },
      ...{ Prefix: prefix, ErrorOutputPrefix: 'errors/', BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } },
    },
  },
});
const TAKE = `exports.handler = async ({ Records }) => {
  for (const { kinesis } of Records) console.log('took <' + Buffer.from(kinesis.data, 'base64') + '>');
};`;
const TEMPLATE = {
  Resources: {
    ...FRONT_DOOR,
    Events: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'events', ShardCount: 1 } },
    Archive: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'archive' } },
    DeliveryRole: role('firehose', 'kinesis:*', 's3:*'),
    TakeRole: role('lambda', 'kinesis:*'),
    First: delivery('first/'),
    Second: delivery('second/'),
    Take: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: arn('TakeRole'), Code: { ZipFile: TAKE } },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Events'), FunctionName: { Ref: 'Take' }, StartingPosition: 'LATEST' },
    },
  },
};

/** So many records come in, so far apart in milliseconds. */
const [COUNT, DISTANCE] = [60, 100];
const NAMES = ['first', 'second', 'take'] as const;

type Name = (typeof NAMES)[number];

let folder: string;
let running: Running;
const log: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-reads-'));
  running = await start({
    ...{ deployment: deploy(TEMPLATE), dataFolder: folder, speed: 60 },
    say: (line) => log.push(line),
  });
});

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

const sleep = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

/** How many records each consumer has. */
async function received(name: Name): Promise<number> {
  if (name !== 'take') {
    const objects = await running.services.objects.list('archive', { prefix: `${name}/` });
    return objects.reduce((sum, { size }) => sum + size / 4, 0);
  }
  const logs = join(folder, 'logs');
  const [file] = existsSync(logs) ? readdirSync(logs).filter((found) => found.startsWith('function-')) : [];
  return file === undefined ? 0 : (readFileSync(join(logs, file), 'utf8').match(/took <\d{4}>/g)?.length ?? 0);
}

/** The longest that a consumer went without anything new, in milliseconds, from the first record on. */
function longestPause(times: readonly number[]): number {
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
}

test('deliveries and a mapping of one stream all get its records soon, within its limit, when time runs faster', async () => {
  const [stream] = running.services.kinesis.list();
  const times = { first: [Date.now()], second: [Date.now()], take: [Date.now()] };
  const counts = { first: 0, second: 0, take: 0 };
  const look = async () => {
    for (const name of NAMES) {
      const count = await received(name);
      if (count !== counts[name]) times[name].push(Date.now());
      counts[name] = count;
    }
    return NAMES.every((name) => counts[name] === COUNT);
  };
  for (let index = 0; index < COUNT; index++) {
    await stream?.put([{ partitionKey: 'key', data: Buffer.from(String(index).padStart(4, '0')) }]);
    await look();
    await sleep(DISTANCE);
  }
  for (const end = Date.now() + 15_000; Date.now() < end && !(await look()); ) await sleep(50);

  expect(counts).toEqual({ first: COUNT, second: COUNT, take: COUNT });
  expect(log.filter((line) => /ProvisionedThroughput|Rate exceeded/.test(line))).toEqual([]);
  for (const name of NAMES) expect(longestPause(times[name])).toBeLessThan(5_000);
}, 40_000);
