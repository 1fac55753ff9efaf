import type { Block, Medium, Settle } from './medium';

const BLOCK = 1_024 * 1_024;

interface OpenBlock extends Block {
  length: number;
}

/** Bytes in memory, gone with the process. Frames are packed into blocks, so that a small one costs its bytes only. */
export class MemoryMedium implements Medium {
  private readonly blocks: OpenBlock[] = [];
  // 0 is no position of a record.
  private end = 1;

  public write(frame: Buffer, settle: Settle): void {
    let block = this.blocks.at(-1);
    if (block === undefined || block.length + frame.length > block.bytes.length) {
      block = { start: this.end, bytes: frame.length >= BLOCK ? frame : Buffer.allocUnsafeSlow(BLOCK), length: 0 };
      this.blocks.push(block);
    }
    const position = this.end;
    if (block.bytes !== frame) block.bytes.set(frame, block.length);
    block.length += frame.length;
    this.end += frame.length;
    settle(undefined, position);
  }

  public block(position: number): Block {
    const block = this.blocks[this.blockAt(position)];
    if (block === undefined) throw new RangeError(`nothing is kept at ${position}`);
    return block;
  }

  public load(): number {
    return 0;
  }

  public release(before: number): void {
    let gone = 0;
    while (gone < this.blocks.length && this.endOf(gone) <= before) gone++;
    this.blocks.splice(0, gone);
  }

  public async close(): Promise<void> {}

  private blockAt(position: number): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.blocks[middle]?.start ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private endOf(index: number): number {
    const block = this.blocks[index];
    return block === undefined ? 0 : block.start + block.length;
  }
}
