/** Something made of source records that follow each other. What holds it last lets the source go on. */
export interface Handle {
  hold(): void;
  /** Once for each {@link hold}, and once for whoever took the records. */
  release(): void;
  /**
   * Keeps the first records alone. Only while it is held once.
   *
   * @param count How many it keeps
   * @param size Their bytes
   * @param next The position after them
   * @returns What holds the others
   */
  cut(count: number, size: number, next: number): Handle;
}

/**
 * Follows the records of one ordered source until all that was made of them is safe, and tells how far it may forget.
 * Positions are ordinals.
 */
export class Lane {
  /** How many records are taken and not done. */
  public pending = 0;
  /** How many bytes they have. */
  public pendingBytes = 0;
  private head: Link | undefined;
  private tail: Link | undefined;

  /** @param onDone Told the position after the last record of which, and of all before, nothing is left to deliver */
  public constructor(private readonly onDone: (position: number) => void) {}

  /**
   * Records that follow the last ones, held once.
   *
   * @param count How many
   * @param size In bytes
   * @param next The position to read on from once they are done
   */
  public take(count: number, size: number, next: number): Handle {
    const link = new Link(this, count, size, next);
    this.pending += count;
    this.pendingBytes += size;
    if (this.tail === undefined) this.head = link;
    else this.tail.after = link;
    this.tail = link;
    return link;
  }

  /** Told by a handle that it keeps its first records alone. */
  public follow(link: Link, rest: Link): void {
    rest.after = link.after;
    link.after = rest;
    if (this.tail === link) this.tail = rest;
  }

  /** Told by a handle that nothing holds it any more. */
  public done({ count, size }: Link): void {
    this.pending -= count;
    this.pendingBytes -= size;
    let last: Link | undefined;
    for (; this.head?.isDone; this.head = this.head.after) last = this.head;
    if (this.head === undefined) this.tail = undefined;
    if (last !== undefined) this.onDone(last.next);
  }
}

class Link implements Handle {
  public after: Link | undefined;
  private holders = 1;

  public constructor(
    private readonly lane: Lane,
    public count: number,
    public size: number,
    public next: number,
  ) {}

  public get isDone(): boolean {
    return this.holders === 0;
  }

  public hold(): void {
    this.holders++;
  }

  public release(): void {
    this.holders--;
    if (this.holders === 0) this.lane.done(this);
  }

  public cut(count: number, size: number, next: number): Handle {
    const rest = new Link(this.lane, this.count - count, this.size - size, this.next);
    this.count = count;
    this.size = size;
    this.next = next;
    this.lane.follow(this, rest);
    return rest;
  }
}
