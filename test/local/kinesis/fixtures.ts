import { ManualClock } from '../../../local/clock';
import type { Authorize } from '../../../local/endpoint';
import {
  Kinesis,
  type KinesisLogEntry,
  type KinesisOptions,
  KinesisService,
  type StreamDefinition,
} from '../../../local/kinesis';

export const START = Date.UTC(2026, 0, 15, 12);
export const ACCOUNT = '111111111111';

/** A JSON answer, whatever its members. */
export interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly text: string;
}

export type Call = (action: string, input: unknown, authorize?: Authorize) => Promise<Answer>;

export function definition(overrides: Partial<StreamDefinition> = {}): StreamDefinition {
  const name = overrides.name ?? 'events';
  return {
    name,
    arn: `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/${name}`,
    account: ACCOUNT,
    mode: 'PROVISIONED',
    shardCount: 1,
    retentionHours: 24,
    maxRecordSize: 1_048_576,
    ...overrides,
  };
}

/** A running Kinesis with one stream, and a clock that stands still. */
export function startKinesis(stream: Partial<StreamDefinition> = {}, options: KinesisOptions = {}) {
  const clock = new ManualClock(START);
  const log: KinesisLogEntry[] = [];
  const faults: unknown[] = [];
  const kinesis = new Kinesis({ clock, account: ACCOUNT, log: (entry) => log.push(entry), ...options });
  kinesis.addStream(definition(stream));
  const service = new KinesisService(kinesis, (error) => faults.push(error));
  const call: Call = async (action, input, authorize) => {
    const body = Buffer.from(typeof input === 'string' ? input : JSON.stringify(input));
    const request = {
      method: 'POST',
      path: '/',
      query: '',
      headers: {},
      body,
      action,
      ...(authorize && { authorize }),
    };
    const { status, body: answer } = await service.handle(request);
    const text = answer.toString();
    return { status, text, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };
  return { clock, kinesis, service, call, log, faults };
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Input of PutRecord. */
export function record(data: string, key = 'key'): { Data: string; PartitionKey: string } {
  return { Data: base64(data), PartitionKey: key };
}

export interface ReadRecord {
  readonly Data: string;
  readonly PartitionKey: string;
  readonly SequenceNumber: string;
  readonly ApproximateArrivalTimestamp: number;
}

/** An iterator of a shard. */
export async function iterator(call: Call, input: Record<string, unknown> = {}): Promise<string> {
  const { json } = await call('GetShardIterator', {
    StreamName: 'events',
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'TRIM_HORIZON',
    ...input,
  });
  return String(json.ShardIterator);
}

/** The records one GetRecords call gives from the start of a shard. */
export async function readAll(call: Call, input: Record<string, unknown> = {}): Promise<ReadRecord[]> {
  const { json } = await call('GetRecords', { ShardIterator: await iterator(call, input) });
  return json.Records as ReadRecord[];
}
