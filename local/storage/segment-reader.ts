import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, NO_BLOCK } from './medium';
import { offsetOf, segmentName, segmentOf } from './segment-name';

const CHUNK = 4 * 1_024;
const MAX_CHUNKS = 1_024;
const MAX_FILES = 32;

/**
 * Reads segments in chunks, of which it keeps the ones used last. Chunks are small: of 256 shards, one that lags has a
 * record every few ten thousand bytes.
 */
export class SegmentReader {
  private readonly chunks = new Map<number, Block>();
  private readonly files = new Map<number, number>();
  /** The chunk used last. */
  private last: Block = NO_BLOCK;

  public constructor(private readonly folder: string) {}

  /**
   * The chunk that holds so many bytes from a position on, or just those where it does not. Good until the next call.
   *
   * @param end Where in the segment what was written ends: what stands behind it may be written anew
   */
  public block(position: number, least: number, end: number): Block {
    const within = offsetOf(position) % CHUNK;
    if (within + least <= CHUNK) return this.chunkAt(position - within, within + least, end);
    const room = Buffer.allocUnsafeSlow(least);
    return { start: position, bytes: room, length: this.load(position, room) };
  }

  /** Reads from a position on. @returns How many bytes there were, up to the end of the segment */
  public load(position: number, into: Buffer): number {
    return readSync(this.fileOf(segmentOf(position)), into, 0, into.length, offsetOf(position));
  }

  private chunkAt(start: number, least: number, end: number): Block {
    if (start === this.last.start && this.last.length >= least) return this.last;
    let chunk = this.chunks.get(start);
    // The last chunk of the segment being written grows.
    if (chunk === undefined || chunk.length < least) {
      const bytes = chunk?.bytes ?? this.room();
      chunk = { start, bytes, length: Math.min(this.load(start, bytes), end - offsetOf(start)) };
    }
    this.chunks.delete(start);
    this.chunks.set(start, chunk);
    this.last = chunk;
    return chunk;
  }

  /** Of the chunk used longest ago, once there are as many as may be. */
  private room(): Buffer {
    const [oldest] = this.chunks.values();
    if (oldest === undefined || this.chunks.size < MAX_CHUNKS) return Buffer.allocUnsafeSlow(CHUNK);
    this.chunks.delete(oldest.start);
    return oldest.bytes;
  }

  public forget(segment: number): void {
    this.closeFile(segment);
    this.last = NO_BLOCK;
    for (const start of this.chunks.keys()) if (segmentOf(start) === segment) this.chunks.delete(start);
  }

  public close(): void {
    for (const segment of [...this.files.keys()]) this.closeFile(segment);
    this.chunks.clear();
  }

  private fileOf(segment: number): number {
    let file = this.files.get(segment);
    if (file === undefined) {
      file = openSync(join(this.folder, segmentName(segment)), 'r');
      this.files.set(segment, file);
      const [oldest] = this.files.keys();
      if (this.files.size > MAX_FILES && oldest !== undefined) this.closeFile(oldest);
    }
    return file;
  }

  private closeFile(segment: number): void {
    const file = this.files.get(segment);
    if (file !== undefined) closeSync(file);
    this.files.delete(segment);
  }
}
