interface Written {
  readonly position: number;
  readonly frame: Buffer;
}

/** The frames written last, up to so many bytes: readers that keep up never touch the disk. */
export class TailCache {
  private written: Written[] = [];
  private head = 0;
  private bytes = 0;

  public constructor(private readonly capacity: number) {}

  public add(position: number, frame: Buffer): void {
    this.written.push({ position, frame });
    this.bytes += frame.length;
    while (this.bytes > this.capacity && this.head < this.written.length - 1) {
      this.bytes -= this.written[this.head]?.frame.length ?? 0;
      this.head++;
    }
    // Dropped frames are let go of in one go, when they are as many as those that are left.
    if (this.head > 64 && this.head * 2 > this.written.length) {
      this.written = this.written.slice(this.head);
      this.head = 0;
    }
  }

  /** The rest of the frame from a position on; undefined if it is not there. */
  public tryView(position: number, least: number): Buffer | undefined {
    let low = this.head;
    let high = this.written.length - 1;
    if ((this.written[low]?.position ?? Number.POSITIVE_INFINITY) > position) return undefined;
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if ((this.written[half]?.position ?? 0) <= position) low = half;
      else high = half - 1;
    }
    const found = this.written[low];
    if (found === undefined) return undefined;
    const offset = position - found.position;
    return offset + least <= found.frame.length ? found.frame.subarray(offset) : undefined;
  }
}
