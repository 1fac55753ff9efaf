/** Told that a frame is safe, and where its first byte stands; or why it is not. */
export type Settle = (error: Error | undefined, position: number) => void;

/** Bytes in the order they were written, addressed by a position that only rises. */
export interface Medium {
  /**
   * Appends a frame, which is never split. Frames settle in the order they were written; after one fails, all that
   * were written before its failure was told fail too.
   */
  write(frame: Buffer, settle: Settle): void;
  /**
   * Bytes that were written as part of one frame, and those behind them that are at hand. They are not to be changed,
   * and good until the next call alone.
   *
   * @param least How many bytes there are to be
   */
  view(position: number, least: number): Buffer;
  /** Lets go of everything before a position, as far as it can be let go of. */
  release(before: number): void;
  close(): Promise<void>;
}
