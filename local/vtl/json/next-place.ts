const WINDOW = 4096;
const NONE = -1;

/** Finds the first place of something in a text, window by window, and remembers what it has searched already. */
export class NextPlace {
  /** Between these two there is nothing. */
  private from = 0;
  private to = 0;
  private place = NONE;

  constructor(
    private readonly text: string,
    private readonly search: (part: string) => number,
  ) {}

  /** The first place at or after `from` and before `end`; -1 if there is none. */
  public between(from: number, end: number): number {
    if (from < this.from || from > this.to) {
      this.from = from;
      this.to = from;
      this.place = NONE;
    }
    while (this.place === NONE && this.to < end) this.advance();
    return this.place < end ? this.place : NONE;
  }

  private advance(): void {
    const start = this.to;
    const found = this.search(this.text.slice(start, start + WINDOW));
    if (found >= 0) this.place = start + found;
    this.to = found >= 0 ? this.place : start + WINDOW;
  }
}
