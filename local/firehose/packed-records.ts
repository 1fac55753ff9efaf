import type { Handle } from './acknowledgement';
import type { Contents } from './contents';
import type { ObjectBody } from './object-body';
import type { DeliveryRecord, KinesisOrigin } from './record';
import type { Span } from './span';
import type { ShardOrigin } from './stream-reader';

const NEWLINE = 0x0a;
/** What a part takes, roughly, in bytes. */
const PART_WEIGHT = 250;

/** Records that came in together. */
interface Part {
  readonly handle: Handle;
  readonly count: number;
  /** Ordinal of the first; undefined where the origin is of one record. */
  readonly first: number | undefined;
  readonly arrival: number;
  readonly origin: ShardOrigin | KinesisOrigin | undefined;
}

/** Records of which only the bytes are kept, as the object will hold them, and where they were. */
export class PackedRecords implements Contents {
  public readonly records: readonly DeliveryRecord[] = [];
  public count = 0;
  public first: Contents['first'];
  public runTogether = false;
  private readonly parts: Part[] = [];
  private endsOpen = false;

  /** @param delimiter What follows each record */
  public constructor(
    public readonly body: ObjectBody,
    private readonly delimiter: Buffer | undefined,
  ) {}

  public get held(): number {
    return this.body.held + this.parts.length * PART_WEIGHT;
  }

  public add({ data, handle, kinesis, ordinal, arrival, queryKeys, lambdaKeys }: DeliveryRecord): void {
    this.first ??= { ...(queryKeys && { queryKeys }), ...(lambdaKeys && { lambdaKeys }) };
    this.append(data, 0, data.length);
    this.parts.push({ handle, count: 1, first: ordinal, arrival, origin: kinesis });
  }

  /**
   * Takes records of a span until there are so many bytes.
   *
   * @returns Those that are left; undefined where none are
   */
  public addSpan(span: Span, most: number): Span | undefined {
    const { batch, from, to, origin, arrival, first, handle } = span;
    const before = this.body.length;
    let size = 0;
    let at = from;
    for (; at < to && this.body.length - before < most; at++) {
      const start = batch.dataStart(at);
      const length = batch.dataLength(at);
      this.append(batch.bytes, start, start + length);
      size += length;
    }
    const rest = at < to ? span.cut(at, size) : undefined;
    this.first ??= {};
    this.parts.push({ handle, count: at - from, first, arrival, origin });
    return rest;
  }

  public release(): void {
    for (const { handle } of this.parts) handle.release();
  }

  public origins(): readonly (KinesisOrigin | undefined)[] {
    return this.parts.flatMap(({ origin, count, first, arrival }) => {
      if (origin === undefined || !('sequenceNumber' in origin)) return new Array<undefined>(count).fill(undefined);
      if (!isShard(origin)) return [origin];
      return Array.from({ length: count }, (_, index) => new PlaceInShard(origin, (first ?? 0) + index, arrival));
    });
  }

  public ordinals(): readonly (number | undefined)[] {
    return this.parts.flatMap(({ origin, count, first }) => {
      return Array.from({ length: count }, (_, index) => {
        return origin === undefined && first !== undefined ? first + index : undefined;
      });
    });
  }

  private append(bytes: Buffer, start: number, end: number): void {
    if (this.endsOpen) this.runTogether = true;
    this.count++;
    this.body.add(bytes, start, end);
    if (this.delimiter !== undefined) this.body.add(this.delimiter, 0, this.delimiter.length);
    else if (start < end) this.endsOpen = bytes[end - 1] !== NEWLINE;
  }
}

/** Where a record was: its number is written out only where somebody reads it. */
class PlaceInShard implements KinesisOrigin {
  public readonly subsequenceNumber = 0;

  public constructor(
    private readonly shard: ShardOrigin,
    private readonly ordinal: number,
    private readonly arrival: number,
  ) {}

  public get shardId(): string {
    return this.shard.shardId;
  }

  public get sequenceNumber(): string {
    return this.shard.sequenceNumber(this.ordinal, this.arrival);
  }
}

function isShard(origin: ShardOrigin | KinesisOrigin): origin is ShardOrigin {
  return typeof origin.sequenceNumber === 'function';
}
