import { type Block, holds } from './medium';

const BLOCK = 1_048_576;

interface OpenBlock extends Block {
  length: number;
}

/**
 * What was written last: readers that keep up never touch the disk. It is copied into blocks that are used again and
 * again, so that the frames themselves are gone as soon as they are written.
 */
export class TailCache {
  private readonly blocks: OpenBlock[] = [];

  /** @param capacity In blocks of a mebibyte */
  public constructor(private readonly capacity: number) {}

  /** A frame that is larger than a block is not kept. */
  public add(position: number, frame: Buffer): void {
    if (frame.length > BLOCK) return;
    let block = this.blocks.at(-1);
    const follows = block !== undefined && position === block.start + block.length;
    if (block === undefined || !follows || block.length + frame.length > BLOCK) {
      block = { start: position, bytes: this.room(), length: 0 };
      this.blocks.push(block);
    }
    block.bytes.set(frame, block.length);
    block.length += frame.length;
  }

  /** The block that holds so many bytes from a position on; undefined if they are not there. */
  public tryBlock(position: number, least: number): Block | undefined {
    for (const block of this.blocks) if (holds(block, position, least)) return block;
    return undefined;
  }

  /** Of the block written longest ago, once there are as many as may be. */
  private room(): Buffer {
    const oldest = this.blocks.length < this.capacity ? undefined : this.blocks.shift();
    return oldest?.bytes ?? Buffer.allocUnsafeSlow(BLOCK);
  }
}
