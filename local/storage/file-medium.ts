import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Disk } from './disk';
import { StorageError } from './errors';
import type { Block, Medium, Settle } from './medium';
import { offsetOf, positionOf, SEGMENT_HEADER, segmentName, segmentOf } from './segment-name';
import { SegmentReader } from './segment-reader';
import { TailCache } from './tail-cache';
import { writeFailure } from './write-failure';

/** Frames written in one go, at most. */
const MAX_GROUP = 8 * 1_024 * 1_024;
/** Of what was written last is kept at hand, in mebibytes. */
const TAIL = 4;

export interface FileMediumOptions {
  readonly folder: string;
  /** Segments that are there, rising. */
  readonly segments: readonly number[];
  /** Where the last segment goes on, in bytes; undefined where a new one must be begun. */
  readonly end: number | undefined;
  /** What a new segment begins with. */
  readonly snapshot: () => Buffer;
  /** Whether an append waits until it survives a power cut. */
  readonly fsync: boolean;
  /** A segment that is longer is followed by a new one, in bytes. */
  readonly segmentSize: number;
  readonly disk: Disk;
}

interface Pending {
  readonly frame: Buffer;
  readonly settle: Settle;
}

/**
 * The log on disk. What comes in while a write is under way is written together by the next one, so that many callers
 * share the cost of one call, and of one sync.
 */
export class FileMedium implements Medium {
  private readonly reader: SegmentReader;
  private readonly tail = new TailCache(TAIL);
  private readonly segments: number[];
  private queue: Pending[] = [];
  private file: number | undefined;
  private end = 0;
  /** Whether there may be something behind the end that must go before the next write. */
  private dirty = false;
  private flushing: Promise<void> | undefined;
  private closed = false;

  public constructor(private readonly options: FileMediumOptions) {
    this.reader = new SegmentReader(options.folder);
    this.segments = [...options.segments];
    if (options.end !== undefined) {
      this.file = openSync(this.pathOf(this.current), 'r+');
      this.end = options.end;
    }
  }

  public write(frame: Buffer, settle: Settle): void {
    if (this.closed) {
      settle(new StorageError('STORAGE_CLOSED', 'the store is closed', this.options.folder), 0);
      return;
    }
    this.queue.push({ frame, settle });
    this.flushing ??= this.flush();
  }

  public block(position: number, least: number): Block {
    return this.tail.tryBlock(position, least) ?? this.reader.block(position, least, this.endOf(segmentOf(position)));
  }

  public load(position: number, into: Buffer): number {
    if (this.tail.tryBlock(position, 1) !== undefined) return 0;
    const room = this.endOf(segmentOf(position)) - offsetOf(position);
    return this.reader.load(position, room < into.length ? into.subarray(0, room) : into);
  }

  public release(before: number): void {
    while (this.segments.length > 1 && (this.segments[0] ?? 0) < segmentOf(before)) {
      const segment = this.segments.shift() ?? 0;
      this.reader.forget(segment);
      unlinkSync(this.pathOf(segment));
    }
  }

  public async close(): Promise<void> {
    this.closed = true;
    await this.flushing;
    this.reader.close();
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  /** What stands behind the end of the segment being written may be written anew. */
  private endOf(segment: number): number {
    return segment === this.current ? this.end : Number.POSITIVE_INFINITY;
  }

  private get current(): number {
    return this.segments.at(-1) ?? 0;
  }

  private async flush(): Promise<void> {
    // What the caller puts in the same turn goes into the same write.
    await undefined;
    while (this.queue.length > 0) {
      const group = this.takeGroup();
      try {
        const start = await this.writeGroup(group.map(({ frame }) => frame));
        this.settle(group, start);
      } catch (cause) {
        const error = writeFailure(cause, this.options.folder);
        const failed = [...group, ...this.queue];
        this.queue = [];
        for (const { settle } of failed) settle(error, 0);
      }
    }
    this.flushing = undefined;
  }

  private takeGroup(): Pending[] {
    let bytes = 0;
    let count = 0;
    for (const { frame } of this.queue) {
      bytes += frame.length;
      if (count > 0 && bytes > MAX_GROUP) break;
      count++;
    }
    return this.queue.splice(0, count);
  }

  /** @returns The position of the first frame */
  private async writeGroup(frames: readonly Buffer[]): Promise<number> {
    const { disk, fsync, segmentSize } = this.options;
    if (this.file === undefined || this.end >= segmentSize) this.begin();
    const file = this.file ?? 0;
    const at = this.end;
    if (this.dirty) await disk.truncate(file, at);
    this.dirty = true;
    try {
      await disk.write(file, frames, at);
      if (fsync) await disk.sync(file);
    } catch (error) {
      // What is refused must not come back after a restart. Where that fails too, the next write begins with it.
      await disk.truncate(file, at).catch(() => {});
      throw error;
    }
    this.dirty = false;
    this.end = frames.reduce((sum, { length }) => sum + length, at);
    return positionOf(this.current, at);
  }

  private settle(group: readonly Pending[], start: number): void {
    let position = start;
    for (const { frame, settle } of group) {
      this.tail.add(position, frame);
      settle(undefined, position);
      position += frame.length;
    }
  }

  /** Begins a segment under another name, so that there is never one without all that it must begin with. */
  private begin(): void {
    const segment = this.current + 1;
    const path = this.pathOf(segment);
    const head = Buffer.concat([SEGMENT_HEADER, this.options.snapshot()]);
    const file = openSync(`${path}.new`, 'w+');
    try {
      for (let written = 0; written < head.length; ) written += writeSync(file, head, written);
      if (this.options.fsync) fsyncSync(file);
      renameSync(`${path}.new`, path);
      if (this.options.fsync) syncFolder(this.options.folder);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    if (this.file !== undefined) closeSync(this.file);
    this.file = file;
    this.end = head.length;
    this.dirty = false;
    this.segments.push(segment);
  }

  private pathOf(segment: number): string {
    return join(this.options.folder, segmentName(segment));
  }
}

function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
}
