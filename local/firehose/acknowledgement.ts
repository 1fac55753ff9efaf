/**
 * Follows the records of one ordered source until all that was made of them is safe, and tells how far it may forget.
 */
export class Lane {
  private readonly open: Handle[] = [];
  private head = 0;

  /** @param onDone Told the position after the last record of which, and of all before, nothing is left to deliver */
  public constructor(private readonly onDone: (position: string) => void) {}

  /** How many records are taken and not done. */
  public pending = 0;
  /** How many bytes they have. */
  public pendingBytes = 0;

  /**
   * A record, held once.
   *
   * @param next The position to read on from once this record is done
   * @param size In bytes
   */
  public take(next: string, size: number): Handle {
    const handle = new Handle(next, () => this.advance(size));
    this.pending++;
    this.pendingBytes += size;
    this.open.push(handle);
    return handle;
  }

  private advance(size: number): void {
    this.pending--;
    this.pendingBytes -= size;
    let done: string | undefined;
    for (let handle = this.open[this.head]; handle?.isDone; handle = this.open[this.head]) {
      done = handle.next;
      this.head++;
    }
    // Let go of what is done, but not one by one: removing from the front moves the rest.
    if (this.head > 1_024 && this.head * 2 > this.open.length) {
      this.open.splice(0, this.head);
      this.head = 0;
    }
    if (done !== undefined) this.onDone(done);
  }
}

/** One record of a source. It is held by everything that is made of it. */
export class Handle {
  private holders = 1;

  public constructor(
    public readonly next: string,
    private readonly onDone: () => void,
  ) {}

  public get isDone(): boolean {
    return this.holders === 0;
  }

  public hold(): void {
    this.holders++;
  }

  /** Once for each {@link hold}. */
  public release(): void {
    this.holders--;
    if (this.holders === 0) this.onDone();
  }
}
