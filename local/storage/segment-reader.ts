import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { offsetOf, segmentName, segmentOf } from './segment-name';

const CHUNK = 4 * 1_024;
const MAX_CHUNKS = 1_024;
const MAX_FILES = 32;

/**
 * Reads segments in chunks, of which it keeps the ones used last. Chunks are small: of 256 shards, one that lags has a
 * record every few ten thousand bytes.
 */
export class SegmentReader {
  private readonly chunks = new Map<number, Buffer>();
  private readonly files = new Map<number, number>();
  /** The chunk used last. */
  private last: Buffer = Buffer.alloc(0);
  private lastStart = -1;

  public constructor(private readonly folder: string) {}

  /** Bytes from a position on, good until the next call: so many at least, to the end of the chunk where it holds them. */
  public view(position: number, least: number): Buffer {
    const within = offsetOf(position) % CHUNK;
    if (within + least > CHUNK) return this.load(position, Buffer.allocUnsafeSlow(least));
    return this.chunkAt(position - within, within + least).subarray(within);
  }

  private chunkAt(start: number, least: number): Buffer {
    if (start === this.lastStart && this.last.length >= least) return this.last;
    let chunk = this.chunks.get(start);
    // The last chunk of the segment being written grows.
    if (chunk === undefined || chunk.length < least)
      chunk = this.load(start, chunk === undefined ? this.room() : Buffer.from(chunk.buffer));
    this.chunks.delete(start);
    this.chunks.set(start, chunk);
    this.lastStart = start;
    this.last = chunk;
    return chunk;
  }

  /** Of the chunk used longest ago, once there are as many as may be. */
  private room(): Buffer {
    const [oldest] = this.chunks;
    if (oldest === undefined || this.chunks.size < MAX_CHUNKS) return Buffer.allocUnsafeSlow(CHUNK);
    const [start, { buffer }] = oldest;
    this.chunks.delete(start);
    return Buffer.from(buffer);
  }

  public forget(segment: number): void {
    this.closeFile(segment);
    this.lastStart = -1;
    for (const start of this.chunks.keys()) if (segmentOf(start) === segment) this.chunks.delete(start);
  }

  public close(): void {
    for (const segment of [...this.files.keys()]) this.closeFile(segment);
    this.chunks.clear();
  }

  private load(position: number, room: Buffer): Buffer {
    const read = readSync(this.fileOf(segmentOf(position)), room, 0, room.length, offsetOf(position));
    return room.subarray(0, read);
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
