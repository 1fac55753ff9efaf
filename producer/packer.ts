import { AggregateSize } from './aggregate';
import { HashGroups } from './hash-groups';
import type { Member, Unit } from './unit';

/** How records are aggregated. */
export interface Aggregation {
  /**
   * Parts that the hash keys are cut into; records of one part share aggregated records. At least as many as the stream
   * has shards: a power of two, 1 to 65,536. All producers of a stream should have the same.
   * @default 64
   */
  readonly groups?: number;
  /**
   * Bytes of an aggregated record, 1,024 to the limit of a record.
   * @default 51,200, as the Kinesis Producer Library has it
   */
  readonly maxBytes?: number;
}

interface Open<Stored> {
  members: Member<Stored>[];
  size: AggregateSize;
  /** Bytes of the longest partition key: whichever record is first when it is sent, its key stands beside the data. */
  keyBytes: number;
}

/** Gathers records into units, one open unit for each group. */
export class Packer<Stored> {
  private readonly groups: HashGroups;
  private readonly maxBytes: number;
  private readonly open = new Map<string, Open<Stored>>();

  public constructor(
    { groups = 64, maxBytes = 51_200 }: Aggregation,
    private readonly ordered: boolean,
  ) {
    this.groups = new HashGroups(groups);
    this.maxBytes = maxBytes;
  }

  /** Takes a record in. @returns Units that are complete thereby, in order */
  public add(member: Member<Stored>): Unit<Stored>[] {
    const hashKey = member.explicitHashKey ?? this.groups.hashKeyOf(member.partitionKey);
    const closed: Unit<Stored>[] = [];
    let open = this.open.get(hashKey);
    if (open !== undefined && this.total(open, member) > this.maxBytes) {
      closed.push(this.close(hashKey, open));
      open = undefined;
    }
    open ??= this.begin(hashKey);
    open.members.push(member);
    open.size.add(member);
    open.keyBytes = Math.max(open.keyBytes, Buffer.byteLength(member.partitionKey));
    // A record of this size goes by itself.
    if (this.total(open) >= this.maxBytes) closed.push(this.close(hashKey, open));
    return closed;
  }

  /** Closes every unit. */
  public drain(): Unit<Stored>[] {
    return [...this.open].map(([hashKey, open]) => this.close(hashKey, open));
  }

  private begin(hashKey: string): Open<Stored> {
    const open: Open<Stored> = { members: [], size: new AggregateSize(hashKey), keyBytes: 0 };
    this.open.set(hashKey, open);
    return open;
  }

  private close(hashKey: string, open: Open<Stored>): Unit<Stored> {
    this.open.delete(hashKey);
    const { members } = open;
    const [only] = members;
    const bytes = members.length === 1 && only !== undefined ? only.bytes : this.total(open);
    const order = this.ordered ? hashKey : undefined;
    return { members, bytes, order, explicitHashKey: hashKey, attempts: 0, failure: undefined };
  }

  /** With the partition key that stands beside the data. */
  private total({ size, keyBytes }: Open<Stored>, next?: Member<Stored>): number {
    if (next === undefined) return size.bytes + keyBytes;
    return size.bytes + size.growth(next) + Math.max(keyBytes, Buffer.byteLength(next.partitionKey));
  }
}
