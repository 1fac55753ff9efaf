/** Something made of a source record. What holds it last lets the source go on. */
export interface Handle {
  hold(): void;
  /** Once for each {@link hold}, and once for whoever took the record. */
  release(): void;
}

/**
 * Follows the records of one ordered source until all that was made of them is safe, and tells how far it may forget.
 *
 * @typeParam P A position in the source
 */
export class Lane<P> {
  /** How many records are taken and not done. */
  public pending = 0;
  /** How many bytes they have. */
  public pendingBytes = 0;
  private readonly open: RecordHandle<P>[] = [];
  private head = 0;

  /** @param onDone Told the position after the last record of which, and of all before, nothing is left to deliver */
  public constructor(private readonly onDone: (position: P) => void) {}

  /**
   * A record, held once.
   *
   * @param next The position to read on from once this record is done
   * @param size In bytes
   */
  public take(next: P, size: number): Handle {
    const handle = new RecordHandle(this, next, size);
    this.pending++;
    this.pendingBytes += size;
    this.open.push(handle);
    return handle;
  }

  /** Told by a handle that nothing holds it any more. */
  public done(size: number): void {
    this.pending--;
    this.pendingBytes -= size;
    let last: RecordHandle<P> | undefined;
    for (let handle = this.open[this.head]; handle?.isDone; handle = this.open[this.head]) {
      last = handle;
      this.head++;
    }
    // Let go of what is done, but not one by one: removing from the front moves the rest.
    if (this.head > 1_024 && this.head * 2 > this.open.length) {
      this.open.splice(0, this.head);
      this.head = 0;
    }
    if (last !== undefined) this.onDone(last.next);
  }
}

class RecordHandle<P> implements Handle {
  private holders = 1;

  public constructor(
    private readonly lane: Lane<P>,
    public readonly next: P,
    private readonly size: number,
  ) {}

  public get isDone(): boolean {
    return this.holders === 0;
  }

  public hold(): void {
    this.holders++;
  }

  public release(): void {
    this.holders--;
    if (this.holders === 0) this.lane.done(this.size);
  }
}
