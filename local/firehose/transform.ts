import type { Invocation, InvocationFailure } from '../lambda';
import type { DeliveryStreamDefinition } from './definition';
import type { FirehoseEnvironment } from './environment';
import type { Failure } from './error-record';
import type { LambdaProcessing } from './processing-definition';
import type { DeliveryRecord } from './record';
import type { Tasks } from './tasks';

/** Longest request and answer of a synchronous call. Source: Lambda developer guide, quotas. */
const MAX_PAYLOAD = 6_291_556;
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;

/**
 * Codes as they stand in error objects. The first two are in the table of the developer guide, the others are met in
 * practice.
 */
const CODES: Readonly<Record<InvocationFailure, string>> = {
  'access-denied': 'Lambda.InvokeAccessDenied',
  'not-found': 'Lambda.ResourceNotFound',
  throttled: 'Lambda.InvokeLimitExceeded',
  'function-error': 'Lambda.FunctionError',
  'timed-out': 'Lambda.FunctionTimedOut',
  'too-large': 'Lambda.FunctionError',
};

/** What became of a record. */
export type Transformed =
  | { readonly record: DeliveryRecord; readonly result: 'Ok'; readonly transformed: DeliveryRecord }
  | { readonly record: DeliveryRecord; readonly result: 'Dropped' }
  | { readonly record: DeliveryRecord; readonly result: 'Failed'; readonly failure: Failure };

/**
 * Calls the function of a delivery stream with records. Must be called within a task.
 *
 * Source: Firehose developer guide, "Transform source data".
 *
 * @returns What became of each record, in their order
 */
export async function transform(
  records: readonly DeliveryRecord[],
  lambda: LambdaProcessing,
  stream: DeliveryStreamDefinition,
  env: FirehoseEnvironment,
  tasks: Tasks,
): Promise<Transformed[]> {
  const payload = Buffer.from(JSON.stringify(eventOf(records, stream, env.ids.uuid())));
  for (let attempt = 1, delay = FIRST_DELAY; ; attempt++, delay = Math.min(delay * 2, LONGEST_DELAY)) {
    const outcome = await invoke(payload, lambda, stream, env);
    if (!('failure' in outcome)) return readAnswer(records, outcome.payload, attempt);
    const code = CODES[outcome.failure];
    if (attempt > lambda.retries || outcome.failure === 'too-large') {
      const failure = { code, message: outcome.message, attempts: attempt };
      return records.map((record) => ({ record, result: 'Failed', failure }));
    }
    env.log({ kind: 'retry', stream: stream.name, code, message: outcome.message, attempt, delay });
    await tasks.sleep(delay);
  }
}

async function invoke(
  payload: Buffer,
  { functionArn, roleArn }: LambdaProcessing,
  { data, position }: DeliveryStreamDefinition,
  { authorize, functions }: FirehoseEnvironment,
): Promise<Invocation> {
  if (payload.length > MAX_PAYLOAD) {
    return { failure: 'too-large', message: `The request of ${payload.length} bytes is over the limit of 6 MB.` };
  }
  try {
    const call = { roleArn: roleArn ?? data.roleArn, action: 'lambda:InvokeFunction', resource: functionArn, position };
    await authorize(call);
  } catch (error) {
    return { failure: 'access-denied', message: error instanceof Error ? error.message : String(error) };
  }
  const outcome = await functions.invoke(functionArn, payload);
  if (!('failure' in outcome) && outcome.payload.length > MAX_PAYLOAD) {
    return {
      failure: 'function-error',
      message: `The answer of ${outcome.payload.length} bytes is over the limit of 6 MB.`,
    };
  }
  return outcome;
}

function eventOf(records: readonly DeliveryRecord[], stream: DeliveryStreamDefinition, invocationId: string): object {
  const { source } = stream;
  return {
    invocationId,
    ...(source.kind === 'KinesisStreamAsSource' && { sourceKinesisStreamArn: source.streamArn }),
    deliveryStreamArn: stream.arn,
    region: stream.region,
    records: records.map(({ data, arrival, kinesis }, index) => ({
      recordId: recordId(index),
      approximateArrivalTimestamp: Math.floor(arrival),
      data: data.toString('base64'),
      ...(kinesis !== undefined && {
        kinesisRecordMetadata: {
          sequenceNumber: kinesis.sequenceNumber,
          subsequenceNumber: kinesis.subsequenceNumber,
          partitionKey: kinesis.partitionKey,
          shardId: kinesis.shardId,
          approximateArrivalTimestamp: Math.floor(arrival),
        },
      }),
    })),
  };
}

/** Ids are the call's own: AWS's are long numbers, which functions take as texts. */
function recordId(index: number): string {
  return `4966${String(index).padStart(52, '0')}`;
}

interface Answer {
  readonly result: unknown;
  readonly data: unknown;
  readonly keys: Readonly<Record<string, string>> | undefined;
}

function readAnswer(records: readonly DeliveryRecord[], payload: Buffer, attempts: number): Transformed[] {
  const fail = (record: DeliveryRecord, code: string, message: string): Transformed => {
    return { record, result: 'Failed', failure: { code, message, attempts } };
  };
  const answers = tryAnswers(payload);
  if (answers === undefined) {
    const message = "The answer is no JSON object with a list 'records'.";
    return records.map((record) => fail(record, 'Lambda.JsonProcessingException', message));
  }
  return records.map((record, index) => {
    const [answer, twin] = answers.get(recordId(index)) ?? [];
    if (answer === undefined) {
      const message =
        'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.';
      return fail(record, 'Lambda.MissingRecordId', message);
    }
    if (twin !== undefined) {
      return fail(record, 'Lambda.DuplicatedRecordId', 'Multiple records were returned with the same record Id.');
    }
    if (answer.result === 'Dropped') return { record, result: 'Dropped' };
    if (answer.result === 'ProcessingFailed') {
      return fail(record, 'Lambda.ProcessingFailedStatus', 'ProcessingFailed status set for record');
    }
    if (answer.result !== 'Ok') {
      return fail(record, 'Lambda.JsonProcessingException', `The result must be Ok, Dropped or ProcessingFailed.`);
    }
    if (typeof answer.data !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(answer.data)) {
      return fail(record, 'Lambda.JsonProcessingException', 'The data of a record must be base64.');
    }
    const transformed = {
      ...record,
      data: Buffer.from(answer.data, 'base64'),
      ...(answer.keys !== undefined && { lambdaKeys: answer.keys }),
    };
    return { record, result: 'Ok', transformed };
  });
}

/** Answers by record id; undefined where the function did not answer as it has to. */
function tryAnswers(payload: Buffer): Map<string, Answer[]> | undefined {
  const answers = new Map<string, Answer[]>();
  try {
    const parsed: unknown = JSON.parse(payload.toString());
    const records = isObject(parsed) ? parsed.records : undefined;
    if (!Array.isArray(records)) return undefined;
    for (const record of records as unknown[]) {
      if (!isObject(record) || typeof record.recordId !== 'string') return undefined;
      const { recordId: id, result, data } = record;
      answers.set(id, [...(answers.get(id) ?? []), { result, data, keys: keysOf(record.metadata) }]);
    }
    return answers;
  } catch {
    return undefined;
  }
}

function keysOf(metadata: unknown): Readonly<Record<string, string>> | undefined {
  const keys = isObject(metadata) ? metadata.partitionKeys : undefined;
  if (!isObject(keys)) return undefined;
  const texts = Object.entries(keys).map(([name, value]) => [name, value === null ? '' : String(value)] as const);
  return Object.fromEntries(texts);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
