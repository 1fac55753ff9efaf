/** Finds the next place of something, remembering the last search: most searches ask for the same again. */
export class NextPlace {
  private from = 0;
  private place = -1;

  constructor(
    private readonly end: number,
    private readonly search: (from: number) => number,
  ) {}

  /** The next place at or after `from`; the end of the text if there is none. */
  public after(from: number): number {
    if (from < this.from || from > this.place) {
      const found = this.search(from);
      this.from = from;
      this.place = found < 0 ? this.end : found;
    }
    return this.place;
  }
}
