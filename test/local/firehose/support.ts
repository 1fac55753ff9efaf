import { gunzipSync } from 'node:zlib';
import type { JsonRecord, Resource } from '../../../local/assembly';
import { ManualClock } from '../../../local/clock';
import type { DeliveryStream } from '../../../local/firehose/delivery-stream';
import { Firehose, type FirehoseOptions } from '../../../local/firehose/firehose';
import type { FirehoseLogEntry } from '../../../local/firehose/log';
import { MemoryObjectStore } from '../../../local/s3';
import { ManualScheduler } from '../../../local/scheduler';

export const START = Date.UTC(2026, 2, 4, 5, 6, 7);
export const BUCKET = 'archive';
export const STREAM_ARN = 'arn:aws:firehose:eu-west-1:111111111111:deliverystream/events';
export const ROLE = 'arn:aws:iam::111111111111:role/delivery';
export const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:transform';

/** A resource as the assembly reader gives it. */
export function resource(type: string, properties: JsonRecord, overrides: Partial<Resource> = {}): Resource {
  return {
    stack: 'App',
    logicalId: 'Events',
    type,
    constructPath: 'App/Events',
    physicalId: 'events',
    arn: STREAM_ARN,
    properties,
    declaredProperties: properties,
    dependsOn: [],
    assetPath: undefined,
    position: 'App/Events (template.json)',
    ...overrides,
  };
}

/** A delivery stream whose destination has these properties beside what it must have. */
export function deliveryStream(destination: JsonRecord = {}, others: JsonRecord = {}): Resource {
  return resource('AWS::KinesisFirehose::DeliveryStream', {
    ExtendedS3DestinationConfiguration: {
      BucketARN: `arn:aws:s3:::${BUCKET}`,
      RoleARN: ROLE,
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      ...destination,
    },
    ...others,
  });
}

/** Processing of these processors, each with its parameters. */
export function processors(...list: [string, Record<string, string>][]): JsonRecord {
  return {
    ProcessingConfiguration: {
      Enabled: true,
      Processors: list.map(([Type, parameters]) => ({
        Type,
        Parameters: Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
          ParameterName,
          ParameterValue,
        })),
      })),
    },
  };
}

export interface Rig {
  readonly scheduler: ManualScheduler;
  readonly objects: MemoryObjectStore;
  readonly firehose: Firehose;
  readonly stream: DeliveryStream;
  readonly log: FirehoseLogEntry[];
  put(...records: (string | Buffer)[]): Promise<void>;
  /** Moves time on. */
  seconds(count: number): Promise<void>;
  /** Keys and texts of what is in the bucket; GZIP is opened. */
  stored(bucket?: string): Promise<Record<string, string>>;
}

interface RunOptions extends Partial<FirehoseOptions> {
  readonly scheduler?: ManualScheduler;
  readonly objects?: MemoryObjectStore;
}

/** A delivery stream that runs on a clock the test moves. */
export async function run(declared: Resource, options: RunOptions = {}): Promise<Rig> {
  const { scheduler = new ManualScheduler(new ManualClock(START)) } = options;
  const { objects = new MemoryObjectStore(scheduler) } = options;
  const log: FirehoseLogEntry[] = [];
  // Buffers that begin are told of with every record or so, and are tested on their own.
  const note = (entry: FirehoseLogEntry): void => void (entry.kind === 'buffering' || log.push(entry));
  const firehose = new Firehose({ log: note, seed: 'test', ...options, scheduler, objects });
  const stream = firehose.add(declared);
  await firehose.start();
  return {
    scheduler,
    objects,
    firehose,
    stream,
    log,
    put: async (...records) => {
      await stream.put(records.map((record) => Buffer.from(record)));
    },
    seconds: (count) => scheduler.advance(count * 1_000),
    stored: async (bucket = BUCKET) => {
      const stored: Record<string, string> = {};
      for (const { key, properties } of await objects.list(bucket)) {
        const body = (await objects.tryGet(bucket, key))?.body ?? Buffer.alloc(0);
        stored[key] = (properties.contentEncoding === 'gzip' ? gunzipSync(body) : body).toString();
      }
      return stored;
    },
  };
}

/** The one text that is stored. */
export async function onlyText(rig: Rig): Promise<string> {
  const texts = Object.values(await rig.stored());
  expect(texts).toHaveLength(1);
  return texts[0] ?? '';
}
