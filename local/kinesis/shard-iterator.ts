import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** What an iterator stands for. */
export interface IteratorContent {
  /** When it was made, in milliseconds since the epoch. */
  readonly made: number;
  readonly stream: string;
  readonly shardIndex: number;
  /** The ordinal of the record it gives next. */
  readonly next: number;
}

const ALGORITHM = 'aes-256-cbc';
/** The first eight bytes on AWS; the rest is a number of 16-byte blocks. */
const PREFIX = Buffer.from('0000000000000001', 'hex');

/** Makes iterators that, as on AWS, tell nothing and cannot be made up. The same seed reads and writes the same ones. */
export class ShardIterators {
  private readonly key: Buffer;
  private readonly iv: Buffer;

  public constructor(seed: string) {
    this.key = createHash('sha256').update(`shard iterators of ${seed}`).digest();
    this.iv = createHash('md5').update(this.key).digest();
  }

  public encode({ made, stream, shardIndex, next }: IteratorContent): string {
    const cipher = createCipheriv(ALGORITHM, this.key, this.iv);
    const text = [made, stream, shardIndex, next].join('/');
    return Buffer.concat([PREFIX, cipher.update(text), cipher.final()]).toString('base64');
  }

  /** Undefined if it was not made here. */
  public tryDecode(iterator: string): IteratorContent | undefined {
    const bytes = Buffer.from(iterator, 'base64');
    if (bytes.toString('base64') !== iterator || !bytes.subarray(0, PREFIX.length).equals(PREFIX)) return undefined;
    const [made, stream, shardIndex, next, ...rest] = this.decrypt(bytes.subarray(PREFIX.length))?.split('/') ?? [];
    if (!stream || next === undefined || rest.length > 0) return undefined;
    const content = { made: Number(made), stream, shardIndex: Number(shardIndex), next: Number(next) };
    return [content.made, content.shardIndex, content.next].every((value) => value >= 0) ? content : undefined;
  }

  private decrypt(bytes: Buffer): string | undefined {
    try {
      const decipher = createDecipheriv(ALGORITHM, this.key, this.iv);
      return Buffer.concat([decipher.update(bytes), decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }
}
