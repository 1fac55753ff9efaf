import { type AwsCredentials, sign } from '../../local/sigv4';

const TARGET = 'Kinesis_20131202';
const PATIENCE = 30_000;

/** Where Kinesis is, and who asks. */
export interface KinesisEndpoint {
  readonly url: URL;
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** A stream by name or by ARN. */
export type StreamId = { readonly StreamName: string } | { readonly StreamARN: string };

export interface ListedShard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly AdjacentParentShardId?: string;
  readonly SequenceNumberRange: { readonly EndingSequenceNumber?: string };
}

export interface ReadRecord {
  readonly SequenceNumber: string;
  readonly PartitionKey: string;
  /** Base64. */
  readonly Data: string;
  /** Seconds since the epoch. */
  readonly ApproximateArrivalTimestamp?: number;
}

export interface ReadPage {
  readonly Records: readonly ReadRecord[];
  /** Null or absent where the shard is closed and read to its end. */
  readonly NextShardIterator?: string | null;
}

/** Where a reading of a shard begins. */
export type StartingPoint =
  | { readonly ShardIteratorType: 'LATEST' | 'TRIM_HORIZON' }
  /** Seconds since the epoch. */
  | { readonly ShardIteratorType: 'AT_TIMESTAMP'; readonly Timestamp: number }
  | { readonly ShardIteratorType: 'AFTER_SEQUENCE_NUMBER'; readonly StartingSequenceNumber: string };

/** An error that Kinesis answered. */
export class KinesisFault extends Error {
  public override readonly name = 'KinesisFault';

  public constructor(
    /** Such as `ExpiredIteratorException`. */
    public readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** Nothing answered. */
export class UnreachableError extends Error {
  public override readonly name = 'UnreachableError';
}

/** The calls that following a stream takes, over JSON 1.1, signed. */
export class KinesisClient {
  public constructor(private readonly endpoint: KinesisEndpoint) {}

  public async streamNames(): Promise<string[]> {
    const names: string[] = [];
    for (let more = true; more; ) {
      const last = names.at(-1);
      const page = await this.call('ListStreams', last === undefined ? {} : { ExclusiveStartStreamName: last });
      names.push(...(page.StreamNames as string[]));
      more = page.HasMoreStreams === true;
    }
    return names;
  }

  public async shards(stream: StreamId): Promise<ListedShard[]> {
    const shards: ListedShard[] = [];
    let input: object | undefined = stream;
    while (input !== undefined) {
      const page = await this.call('ListShards', input);
      shards.push(...(page.Shards as ListedShard[]));
      input = typeof page.NextToken === 'string' ? { NextToken: page.NextToken } : undefined;
    }
    return shards;
  }

  public async iterator(stream: StreamId, shardId: string, from: StartingPoint): Promise<string> {
    const answer = await this.call('GetShardIterator', { ...stream, ShardId: shardId, ...from });
    return String(answer.ShardIterator);
  }

  public async records(stream: StreamId, iterator: string): Promise<ReadPage> {
    // A name beside an iterator is refused, an ARN is welcome.
    const input = 'StreamARN' in stream ? { ...stream, ShardIterator: iterator } : { ShardIterator: iterator };
    return (await this.call('GetRecords', input)) as unknown as ReadPage;
  }

  /** @throws KinesisFault, UnreachableError */
  private async call(action: string, input: object): Promise<Record<string, unknown>> {
    const { url, region, credentials } = this.endpoint;
    const body = JSON.stringify(input);
    const headers = {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${TARGET}.${action}`,
    };
    const request = { method: 'POST', path: url.pathname, headers, body };
    const signature = sign(request, credentials, { service: 'kinesis', region, now: Date.now() });
    const { status, text } = await this.post({ ...headers, ...signature }, body);
    const answer = tryParse(text);
    if (status === 200 && answer !== undefined) return answer;
    const type = String(answer?.__type ?? status);
    const message = String(answer?.message ?? answer?.Message ?? text.slice(0, 200));
    throw new KinesisFault(type.slice(type.indexOf('#') + 1), message);
  }

  private async post(headers: Record<string, string>, body: string): Promise<{ status: number; text: string }> {
    const { url } = this.endpoint;
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE) });
      return { status: response.status, text: await response.text() };
    } catch (cause) {
      throw new UnreachableError(`nothing answers at ${url.origin} (${reasonOf(cause)})`, { cause });
    }
  }
}

/** What lies below the words "fetch failed". */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}

function tryParse(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
