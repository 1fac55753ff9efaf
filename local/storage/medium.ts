/** Told that a frame is safe, and where its first byte stands; or why it is not. */
export type Settle = (error: Error | undefined, position: number) => void;

/** Bytes that stand one after another on a medium. They are not to be changed. */
export interface Block {
  /** The position of the first. */
  readonly start: number;
  readonly bytes: Buffer;
  /** How many of the bytes are there. */
  readonly length: number;
}

/** Bytes in the order they were written, addressed by a position that only rises. */
export interface Medium {
  /**
   * Appends a frame, which is never split. Frames settle in the order they were written; after one fails, all that
   * were written before its failure was told fail too.
   */
  write(frame: Buffer, settle: Settle): void;
  /**
   * What was written as part of one frame, and what stands about it that is at hand. Good until the next call alone.
   *
   * @param position Within the block
   * @param least How many bytes there are to be from the position on
   */
  block(position: number, least: number): Block;
  /**
   * Reads what was written from a position on into memory of the caller's.
   *
   * @returns How many bytes; 0 where they are at hand already, so that {@link block} is the better way
   */
  load(position: number, into: Buffer): number;
  /** Lets go of everything before a position, as far as it can be let go of. */
  release(before: number): void;
  close(): Promise<void>;
}

/** Whether so many bytes from a position on are in a block. */
export function holds({ start, length }: Block, position: number, least: number): boolean {
  return position >= start && position + least <= start + length;
}

export const NO_BLOCK: Block = { start: 0, bytes: Buffer.alloc(0), length: 0 };
