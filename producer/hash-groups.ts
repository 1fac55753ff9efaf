import { createHash } from 'node:crypto';

const HASH_KEYS = 2n ** 128n;

/**
 * Cuts the hash keys of a stream into equal groups. Records of a group are sent under one hash key, the middle of the
 * group, so that a key's records always come to the same shard, whoever sends them with as many groups. Where shards
 * were split evenly and there are 2, 4, 8 … of them, it is the shard they would come to by themselves.
 */
export class HashGroups {
  private readonly hashKeys: readonly string[];

  /** @param count From 1 to 65,536 */
  public constructor(count: number) {
    const width = HASH_KEYS / BigInt(count);
    this.hashKeys = Array.from({ length: count }, (_, index) => String(BigInt(index) * width + width / 2n));
  }

  /** The hash key that the records of a partition key go by. */
  public hashKeyOf(partitionKey: string): string {
    const hash = createHash('md5').update(partitionKey).digest().readUInt32BE(0);
    return this.hashKeys[Math.floor((hash / 2 ** 32) * this.hashKeys.length)] ?? '0';
  }
}
