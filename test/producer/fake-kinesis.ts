import type { PutRecordsAnswer, PutRecordsClient, PutRecordsRequest } from '../../producer';

export interface SentRecord {
  readonly key: string;
  readonly text: string;
  readonly hashKey: string | undefined;
  readonly data: Uint8Array;
}

/** What becomes of one request: of each record in turn, or of all. */
export type Verdict =
  | { readonly records: (index: number) => 'stored' | 'throttled' | 'failed' }
  | { readonly throws: Error }
  | { readonly hangs: true };

export const STORED: Verdict = { records: () => 'stored' };

/** An error as the SDK throws it. */
export function serviceError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(`${name} of stream secret-stream`), { name, $metadata: { httpStatusCode } });
}

/** A Kinesis that does what a test says, and remembers what it was sent and what it stored. */
export class FakeKinesis implements PutRecordsClient {
  public readonly requests: SentRecord[][] = [];
  public readonly stored: SentRecord[] = [];
  public readonly targets: (string | undefined)[] = [];
  public aborted = 0;

  /** @param decide What becomes of a request, by its number from 0 */
  public constructor(
    private readonly decide: (request: number, records: readonly SentRecord[]) => Verdict = () => STORED,
  ) {}

  public async putRecords(
    { StreamName, StreamARN, Records }: PutRecordsRequest,
    { abortSignal }: { readonly abortSignal: AbortSignal },
  ): Promise<PutRecordsAnswer> {
    abortSignal.addEventListener('abort', () => this.aborted++);
    const records = Records.map(({ Data, PartitionKey, ExplicitHashKey }) => ({
      key: PartitionKey,
      text: Buffer.from(Data).toString(),
      hashKey: ExplicitHashKey,
      data: Data,
    }));
    this.targets.push(StreamName ?? StreamARN);
    const verdict = this.decide(this.requests.push(records) - 1, records);
    if ('hangs' in verdict) return await new Promise(() => {});
    if ('throws' in verdict) throw verdict.throws;
    return {
      Records: records.map((record, index) => {
        const what = verdict.records(index);
        if (what === 'throttled') return { ErrorCode: 'ProvisionedThroughputExceededException' };
        if (what === 'failed') return { ErrorCode: 'InternalFailure' };
        this.stored.push(record);
        return { ShardId: 'shardId-000000000000', SequenceNumber: String(this.stored.length) };
      }),
    };
  }
}
