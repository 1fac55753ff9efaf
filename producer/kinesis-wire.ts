import { classify } from './classify';
import type { Result, Wire, WireLimits, WireRecord } from './wire';

/** Where a record of a stream lies. */
export interface StoredInStream {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** Its place in an aggregated record; undefined where it is a record of its own. */
  readonly subSequenceNumber?: number;
}

/** Request of PutRecords, as far as it is used. */
export interface PutRecordsRequest {
  readonly StreamName?: string;
  readonly StreamARN?: string;
  Records: { Data: Uint8Array; PartitionKey: string; ExplicitHashKey?: string }[];
}

/** Answer of PutRecords, as far as it is read. */
export interface PutRecordsAnswer {
  readonly Records?:
    | readonly {
        readonly SequenceNumber?: string | undefined;
        readonly ShardId?: string | undefined;
        readonly ErrorCode?: string | undefined;
      }[]
    | undefined;
}

/**
 * What is asked of the client: `new Kinesis({ … })` of `@aws-sdk/client-kinesis` is one. Of a `KinesisClient`, one is
 * `{ putRecords: (input, options) => client.send(new PutRecordsCommand(input), options) }`.
 */
export interface PutRecordsClient {
  putRecords(input: PutRecordsRequest, options: { readonly abortSignal: AbortSignal }): Promise<PutRecordsAnswer>;
}

const MEBIBYTE = 1_048_576;

/** Bytes of a record on a stream that was not changed; up to 10 MiB where it was. Source: Kinesis quotas. */
export const DEFAULT_RECORD_BYTES = MEBIBYTE;
/** Source: Kinesis API reference, PutRecords. */
const LIMITS = { records: 500, requestBytes: 10 * MEBIBYTE };

const THROTTLES = new Set<string>();

/** Kinesis PutRecords. */
export class KinesisWire implements Wire<StoredInStream> {
  public readonly limits: WireLimits;

  /** @param stream Name or ARN */
  public constructor(
    private readonly client: PutRecordsClient,
    private readonly stream: { readonly StreamName: string } | { readonly StreamARN: string },
    recordBytes: number,
  ) {
    this.limits = { ...LIMITS, recordBytes };
  }

  /** Data and key count. Source: Kinesis API reference, PutRecords. */
  public sizeOf({ data, partitionKey }: WireRecord): number {
    return data.length + Buffer.byteLength(partitionKey);
  }

  public async send(records: readonly WireRecord[], abortSignal: AbortSignal): Promise<Result<StoredInStream>[]> {
    const Records = records.map(({ data, partitionKey, explicitHashKey }) =>
      explicitHashKey === undefined
        ? { Data: data, PartitionKey: partitionKey }
        : { Data: data, PartitionKey: partitionKey, ExplicitHashKey: explicitHashKey },
    );
    try {
      const answer = await this.client.putRecords({ ...this.stream, Records }, { abortSignal });
      return records.map((_, index) => resultOf(answer.Records?.[index]));
    } catch (error) {
      const failure = classify(error, THROTTLES);
      return records.map(() => ({ failure }));
    }
  }
}

function resultOf(record: NonNullable<PutRecordsAnswer['Records']>[number] | undefined): Result<StoredInStream> {
  const { SequenceNumber: sequenceNumber, ShardId: shardId, ErrorCode: code } = record ?? {};
  if (code === undefined && sequenceNumber !== undefined && shardId !== undefined) {
    return { stored: { shardId, sequenceNumber } };
  }
  // Of single records there are two codes; the other is InternalFailure.
  if (code === 'ProvisionedThroughputExceededException') return { failure: { code: 'Throttled', retry: true } };
  return { failure: { code: 'Unavailable', retry: true } };
}
