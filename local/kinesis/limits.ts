import { SlidingWindow } from './sliding-window';

const MIB = 1_048_576;

/** Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const SHARD_LIMITS = {
  writeBytes: MIB,
  writeRecords: 1_000,
  readBytes: 2 * MIB,
  readCalls: 5,
  iterators: 5,
} as const;

/** The most one GetRecords call gives. */
export const READ_LIMIT = { records: 10_000, bytes: 10 * MIB } as const;
/** The most one PutRecords call takes, keys included. */
export const MAX_PUT_BYTES = 10 * MIB;

/** The limits of one shard. AWS does not say over which window they hold; here it is any second. */
export class ShardLimits {
  private readonly writeBytes = new SlidingWindow(SHARD_LIMITS.writeBytes);
  private readonly writeRecords = new SlidingWindow(SHARD_LIMITS.writeRecords);
  private readonly readBytes = new SlidingWindow(SHARD_LIMITS.readBytes);
  private readonly readCalls = new SlidingWindow(SHARD_LIMITS.readCalls);
  private readonly iterators = new SlidingWindow(SHARD_LIMITS.iterators);

  /** Takes a record in if there is room for it. @param bytes Of data and partition key */
  public tryWrite(now: number, bytes: number): boolean {
    if (!this.writeRecords.fits(now, 1) || !this.writeBytes.fits(now, bytes)) return false;
    this.writeRecords.take(now, 1);
    this.writeBytes.take(now, bytes);
    return true;
  }

  /** How much of the tighter write limit is used, from 0. */
  public writeLoad(now: number): number {
    return Math.max(this.writeRecords.load(now), this.writeBytes.load(now));
  }

  /** Takes a GetRecords call if there is room for it; what it gave is told by {@link read}. */
  public tryRead(now: number): boolean {
    if (!this.readCalls.fits(now, 1) || !this.readBytes.hasRoom(now)) return false;
    this.readCalls.take(now, 1);
    return true;
  }

  /** Whether a reader may be given more. */
  public canRead(now: number): boolean {
    return this.readBytes.hasRoom(now);
  }

  public read(now: number, bytes: number): void {
    if (bytes > 0) this.readBytes.take(now, bytes);
  }

  public tryIterator(now: number): boolean {
    if (!this.iterators.fits(now, 1)) return false;
    this.iterators.take(now, 1);
    return true;
  }
}
