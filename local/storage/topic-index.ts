const PAGE = 1_024;

/** Where the records of one topic stand: a position for each ordinal, eight bytes a record. */
export class TopicIndex {
  private readonly pages = new Map<number, Float64Array>();
  private start = 0;
  private end = 0;
  /** The ordinal the next append takes; ahead of {@link next} by what is being written. */
  public assigned = 0;
  /** Whether the log tells the name that belongs to the handle. */
  public announced = false;

  public constructor(public name: string) {}

  public get first(): number {
    return this.start;
  }

  public get next(): number {
    return this.end;
  }

  /** The position of a record; undefined where it is not there. */
  public tryPosition(ordinal: number): number | undefined {
    if (ordinal < this.start || ordinal >= this.end) return undefined;
    const position = this.pages.get(Math.floor(ordinal / PAGE))?.[ordinal % PAGE];
    // Positions begin past the header of the first segment, so 0 is a gap.
    return position === 0 ? undefined : position;
  }

  /** Adds the record after the last one; a gap before it is what damage took. */
  public add(ordinal: number, position: number): void {
    if (this.start === this.end) this.start = ordinal;
    const number = Math.floor(ordinal / PAGE);
    let page = this.pages.get(number);
    if (page === undefined) {
      page = new Float64Array(PAGE);
      this.pages.set(number, page);
    }
    page[ordinal % PAGE] = position;
    this.end = ordinal + 1;
    if (this.assigned < this.end) this.assigned = this.end;
  }

  /** Moves an empty topic on to where it once was. */
  public skipTo(next: number): void {
    if (next <= this.end) return;
    if (this.start === this.end) this.start = next;
    this.end = next;
    this.assigned = Math.max(this.assigned, next);
  }

  public trim(before: number): void {
    let start = Math.min(Math.max(before, this.start), this.end);
    // The first record is one that is there, whatever damage took.
    while (start < this.end && this.tryPosition(start) === undefined) start++;
    for (let page = Math.floor(this.start / PAGE); page < Math.floor(start / PAGE); page++) this.pages.delete(page);
    this.start = start;
  }
}
