import { type Block, holds } from './medium';

/** The frames written last, up to so many bytes: readers that keep up never touch the disk. */
export class TailCache {
  private written: Block[] = [];
  private head = 0;
  private bytes = 0;

  public constructor(private readonly capacity: number) {}

  public add(start: number, bytes: Buffer): void {
    this.written.push({ start, bytes });
    this.bytes += bytes.length;
    while (this.bytes > this.capacity && this.head < this.written.length - 1) {
      this.bytes -= this.written[this.head]?.bytes.length ?? 0;
      this.head++;
    }
    // Dropped frames are let go of in one go, when they are as many as those that are left.
    if (this.head > 64 && this.head * 2 > this.written.length) {
      this.written = this.written.slice(this.head);
      this.head = 0;
    }
  }

  /** The frame that holds a position; undefined if it is not there. */
  public tryBlock(position: number, least: number): Block | undefined {
    let low = this.head;
    let high = this.written.length - 1;
    if ((this.written[low]?.start ?? Number.POSITIVE_INFINITY) > position) return undefined;
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if ((this.written[half]?.start ?? 0) <= position) low = half;
      else high = half - 1;
    }
    const found = this.written[low];
    return found !== undefined && holds(found, position, least) ? found : undefined;
  }
}
