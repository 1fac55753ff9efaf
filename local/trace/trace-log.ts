import { closeSync, mkdirSync, openSync, readdirSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Body } from '../body';
import { FRAME_PREFIX, SEGMENT_START } from './frame';

const SEGMENT_SIZE = 16 * 1_024 * 1_024;
/** All segments together, the newest aside. */
const MAX_SIZE = 48 * 1_024 * 1_024;
/** Each start begins one. */
const MAX_SEGMENTS = 64;
/** Frames are gathered in a block of this size, and written when it is full or has waited this long (ms). */
const BLOCK = 256 * 1_024;
const DELAY = 100;
const NAME = /^(\d{10})\.trace$/;

/** The segments of a folder, oldest first, as paths. */
export function traceSegments(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => NAME.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Whether a segment is the first that there ever was, so that nothing came before it. */
export function isFirstSegment(path: string): boolean {
  return path.endsWith(segmentName(1));
}

function segmentName(segment: number): string {
  return `${String(segment).padStart(10, '0')}.trace`;
}

export interface TraceLogOptions {
  readonly folder: string;
  /** What each segment begins with, so that it can be read without the ones before. */
  readonly preamble: () => object;
  /** Told once where the log cannot be written: it is given up then, and nothing else is. */
  readonly onNote: (message: string) => void;
  /** @default - 16 MiB */
  readonly segmentSize?: number;
  /** Of all closed segments. @default - 48 MiB */
  readonly maxSize?: number;
}

/**
 * A log in segments, whose oldest go when there are too many bytes. What is written waits a tenth of a second in memory:
 * a kill may lose that much of it, and none of the events themselves.
 */
export class TraceLog {
  private readonly block = Buffer.allocUnsafeSlow(BLOCK);
  private used = 0;
  private file: number | undefined;
  private size = 0;
  private segment: number;
  private timer: NodeJS.Timeout | undefined;
  private isGivenUp = false;

  public constructor(private readonly options: TraceLogOptions) {
    const [last] = traceSegments(options.folder).slice(-1);
    this.segment = last === undefined ? 0 : Number(last.slice(-'0000000000.trace'.length, -'.trace'.length));
  }

  /** Begins a segment, if none is begun. */
  public begin(): void {
    this.write(Buffer.alloc(0));
  }

  /** @param bodies Of texts only those that are ASCII */
  public append(head: object, bodies: readonly Body[] = []): void {
    if (this.isGivenUp) return;
    const text = JSON.stringify(head);
    // No character has more than three bytes for each of its units.
    let room = FRAME_PREFIX + text.length * 3;
    for (const { length } of bodies) room += length;
    if (room > BLOCK - this.used) this.flush();
    if (room > BLOCK) {
      const frame = Buffer.allocUnsafe(room);
      this.write(frame.subarray(0, encode(frame, 0, text, bodies)));
      return;
    }
    this.used = encode(this.block, this.used, text, bodies);
    this.timer ??= setTimeout(() => this.flush(), DELAY).unref();
  }

  /** Writes what waits. */
  public flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.used === 0) return;
    const { used } = this;
    this.used = 0;
    this.write(this.block.subarray(0, used));
  }

  public close(): void {
    this.flush();
    this.isGivenUp = true;
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private write(bytes: Buffer): void {
    if (this.isGivenUp) return;
    try {
      if (this.file === undefined || this.size >= (this.options.segmentSize ?? SEGMENT_SIZE)) this.beginSegment();
      writeWhole(this.file ?? 0, bytes);
      this.size += bytes.length;
    } catch (error) {
      this.isGivenUp = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.options.onNote(`events are traced no longer: ${reason}`);
    }
  }

  private beginSegment(): void {
    const { folder, preamble } = this.options;
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.prune();
    this.segment++;
    this.file = openSync(join(folder, segmentName(this.segment)), 'w', 0o600);
    const text = JSON.stringify(preamble());
    const frame = Buffer.allocUnsafe(FRAME_PREFIX + text.length * 3);
    const head = frame.subarray(0, encode(frame, 0, text, []));
    writeWhole(this.file, Buffer.concat([SEGMENT_START, head]));
    this.size = SEGMENT_START.length + head.length;
  }

  private prune(): void {
    const paths = traceSegments(this.options.folder).reverse();
    let size = 0;
    paths.forEach((path, index) => {
      size += statSync(path).size;
      if (size > (this.options.maxSize ?? MAX_SIZE) || index >= MAX_SEGMENTS) unlinkSync(path);
    });
  }
}

/** @returns Where the frame ends */
function encode(into: Buffer, at: number, text: string, bodies: readonly Body[]): number {
  const length = into.write(text, at + FRAME_PREFIX);
  let end = at + FRAME_PREFIX + length;
  for (const body of bodies) {
    if (typeof body === 'string') into.write(body, end, 'latin1');
    else into.set(body, end);
    end += body.length;
  }
  into.writeUInt32LE(end - at - 4, at);
  into.writeUInt32LE(length, at + 4);
  return end;
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
