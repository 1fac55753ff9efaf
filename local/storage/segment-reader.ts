import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { offsetOf, segmentName, segmentOf } from './segment-name';

const CHUNK = 16 * 1_024;
const MAX_CHUNKS = 1_024;
const MAX_FILES = 32;

/**
 * Reads segments in chunks, of which it keeps the ones used last. Chunks are small: of 256 shards, one that lags has a
 * record every few ten thousand bytes.
 */
export class SegmentReader {
  private readonly chunks = new Map<number, Buffer>();
  private readonly files = new Map<number, number>();

  public constructor(private readonly folder: string) {}

  public read(position: number, length: number): Buffer {
    const start = position - (offsetOf(position) % CHUNK);
    const within = position - start;
    if (within + length > CHUNK) return this.load(position, length);
    let chunk = this.chunks.get(start);
    // The last chunk of the segment being written grows.
    if (chunk === undefined || chunk.length < within + length) chunk = this.load(start, CHUNK);
    this.chunks.delete(start);
    this.chunks.set(start, chunk);
    dropOldest(this.chunks, MAX_CHUNKS);
    return chunk.subarray(within, within + length);
  }

  public forget(segment: number): void {
    this.closeFile(segment);
    for (const start of this.chunks.keys()) if (segmentOf(start) === segment) this.chunks.delete(start);
  }

  public close(): void {
    for (const segment of [...this.files.keys()]) this.closeFile(segment);
    this.chunks.clear();
  }

  private load(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(length);
    const read = readSync(this.fileOf(segmentOf(position)), bytes, 0, length, offsetOf(position));
    return bytes.subarray(0, read);
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

function dropOldest<K>(map: Map<K, unknown>, size: number): void {
  const [oldest] = map.keys();
  if (map.size > size && oldest !== undefined) map.delete(oldest);
}
