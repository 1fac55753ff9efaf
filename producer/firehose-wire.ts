import { classify } from './classify';
import type { Result, Wire, WireLimits, WireRecord } from './wire';

/** What Firehose answers for a record it took. */
export interface StoredInDelivery {
  readonly recordId: string;
}

/** Request of PutRecordBatch. */
export interface PutRecordBatchRequest {
  readonly DeliveryStreamName: string;
  Records: { Data: Uint8Array }[];
}

/** Answer of PutRecordBatch, as far as it is read. */
export interface PutRecordBatchAnswer {
  readonly RequestResponses?:
    | readonly { readonly RecordId?: string | undefined; readonly ErrorCode?: string | undefined }[]
    | undefined;
}

/**
 * What is asked of the client: `new Firehose({ … })` of `@aws-sdk/client-firehose` is one. Of a `FirehoseClient`, one is
 * `{ putRecordBatch: (input, options) => client.send(new PutRecordBatchCommand(input), options) }`.
 */
export interface PutRecordBatchClient {
  putRecordBatch(
    input: PutRecordBatchRequest,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<PutRecordBatchAnswer>;
}

/** Firehose's word for "too fast", for records and whole requests. */
const THROTTLE = 'ServiceUnavailableException';
const THROTTLES = new Set([THROTTLE]);

/** Firehose PutRecordBatch, of direct put. */
export class FirehoseWire implements Wire<StoredInDelivery> {
  /** Source: Firehose API reference, PutRecordBatch, and its quotas. */
  public readonly limits: WireLimits = { records: 500, requestBytes: 4 * 1_048_576, recordBytes: 1_024_000 };

  public constructor(
    private readonly client: PutRecordBatchClient,
    private readonly deliveryStreamName: string,
  ) {}

  public sizeOf({ data }: WireRecord): number {
    return data.length;
  }

  public async send(records: readonly WireRecord[], abortSignal: AbortSignal): Promise<Result<StoredInDelivery>[]> {
    const Records = records.map(({ data }) => ({ Data: data }));
    try {
      const input = { DeliveryStreamName: this.deliveryStreamName, Records };
      const answer = await this.client.putRecordBatch(input, { abortSignal });
      return records.map((_, index) => resultOf(answer.RequestResponses?.[index]));
    } catch (error) {
      const failure = classify(error, THROTTLES);
      return records.map(() => ({ failure }));
    }
  }
}

function resultOf(
  record: NonNullable<PutRecordBatchAnswer['RequestResponses']>[number] | undefined,
): Result<StoredInDelivery> {
  const { RecordId: recordId, ErrorCode: code } = record ?? {};
  // Each entry of an answer has one or the other; what has neither is no success.
  if ((code === undefined || code === '') && recordId !== undefined && recordId !== '') return { stored: { recordId } };
  if (code === THROTTLE) return { failure: { code: 'Throttled', retry: true } };
  return { failure: { code: 'Unavailable', retry: true } };
}
