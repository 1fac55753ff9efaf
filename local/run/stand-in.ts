import { randomBytes, randomUUID } from 'node:crypto';
import { type Body, textOf } from '../body';
import type { TargetAnswer, TargetCall, TargetCaller } from '../gateway';

type Action = (request: Record<string, unknown>) => Record<string, unknown>;

/** Sequence numbers are longer than a number: only their ends count up. */
const sequences = { beginning: '49590338271490256608559692538361571095921', end: 575_989_136_588_898 };

function record(): { readonly ShardId: string; readonly SequenceNumber: string } {
  sequences.end += 1;
  return { ShardId: 'shardId-000000000000', SequenceNumber: `${sequences.beginning}${sequences.end}` };
}

/** What the stand-in answers: well-formed successes that store nothing. */
const ACTIONS: { readonly [action: string]: Action } = {
  'kinesis:PutRecord': () => record(),
  'kinesis:PutRecords': ({ Records }) => ({ FailedRecordCount: 0, Records: listOf(Records).map(record) }),
  'firehose:PutRecord': () => ({ RecordId: recordId(), Encrypted: false }),
  'firehose:PutRecordBatch': ({ Records }) => ({
    FailedPutCount: 0,
    Encrypted: false,
    RequestResponses: listOf(Records).map(() => ({ RecordId: recordId() })),
  }),
};

/**
 * Stands where the services would: it answers the puts of Kinesis and Firehose as if they had been stored, and says of
 * everything else that nothing is there.
 */
export const STAND_IN: TargetCaller = {
  call: async ({ service, action, path, body }: TargetCall): Promise<TargetAnswer> => {
    const run = action === undefined ? undefined : tryAction(`${service}:${action}`);
    if (run === undefined) {
      const name = `${service}:${action ?? path}`;
      return answer(501, { __type: 'NotImplementedException', message: `the stand-in has no ${name}` });
    }
    const request = tryParse(body);
    if (request === undefined) return answer(400, { __type: 'SerializationException' });
    return answer(200, run(request));
  },
};

function tryAction(name: string): Action | undefined {
  return Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
}

function answer(status: number, body: Record<string, unknown>): TargetAnswer {
  return {
    status,
    headers: [
      ['x-amzn-RequestId', randomUUID()],
      ['Content-Type', 'application/x-amz-json-1.1'],
    ],
    body: JSON.stringify(body),
  };
}

function tryParse(body: Body): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(textOf(body));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordId(): string {
  return randomBytes(120).toString('base64');
}
