import type { InvocationResult } from '../invocation';
import type { StreamRecord } from './shard-reader';

export type FailureCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** Records that were given up on, and why. */
export interface GivenUp {
  readonly records: readonly StreamRecord[];
  readonly condition: FailureCondition;
  readonly invocations: number;
  /** Undefined where the function was never called with them. */
  readonly last: InvocationResult | undefined;
}

/**
 * What a destination is told, without the records.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function failureRecord(
  { condition, invocations, last, records }: GivenUp,
  origin: { readonly functionArn: string; readonly streamArn: string; readonly shardId: string },
  now: number,
  requestId: string,
): Record<string, unknown> {
  const [first] = records;
  const final = records.at(-1);
  return {
    requestContext: {
      requestId: last?.requestId ?? requestId,
      functionArn: origin.functionArn,
      condition,
      approximateInvokeCount: invocations,
    },
    ...(last !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: last.functionError ?? null,
      },
    }),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    KinesisBatchInfo: {
      shardId: origin.shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: final?.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first?.arrival ?? now).toISOString(),
      approximateArrivalOfLastRecord: new Date(final?.arrival ?? now).toISOString(),
      batchSize: records.length,
      streamArn: origin.streamArn,
    },
  };
}

/** `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`, in UTC. Source: as above. */
export function failureKey(mappingId: string, shardId: string, now: number, uuid: string): string {
  const time = new Date(now).toISOString();
  const day = time.slice(0, 10).replaceAll('-', '/');
  return `aws/lambda/${mappingId}/${shardId}/${day}/${time.slice(0, 19).replaceAll(':', '.')}-${uuid}`;
}
