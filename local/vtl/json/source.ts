/** What json-smart would write as an escape, but for quotes and backslashes. */
const SPECIAL = /[^ -~\u00a0-\u1fff\u2100-\uffff]/g;

/** The text a document was parsed from. */
export class JsonDocument {
  /** False once anything parsed from it has changed: then its text no longer tells what it holds. */
  public unchanged = true;
  public readonly backslash: NextPlace;
  public readonly special: NextPlace;

  constructor(public readonly text: string) {
    this.backslash = new NextPlace(text.length, (from) => text.indexOf('\\', from));
    this.special = new NextPlace(text.length, (from) => {
      SPECIAL.lastIndex = from;
      return SPECIAL.exec(text)?.index ?? -1;
    });
  }
}

/** Finds the next place of something, remembering the last search: most searches ask for the same again. */
class NextPlace {
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

/** A list or object within a document, whose text there is the very text json-smart would write. */
export class JsonSource {
  constructor(
    private readonly document: JsonDocument,
    private readonly start: number,
    private readonly end: number,
  ) {}

  public change(): void {
    this.document.unchanged = false;
  }

  /** The JSON text; undefined when it has to be written. */
  public get text(): string | undefined {
    return this.document.unchanged ? this.document.text.slice(this.start, this.end) : undefined;
  }
}
