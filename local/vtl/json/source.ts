/** The text a document was parsed from. Parts of it that are read later are documents of their own with its `state`. */
export class JsonDocument {
  constructor(
    public readonly text: string,
    private readonly state = { changed: false },
  ) {}

  /** Called once anything parsed from the document has changed: then its text no longer tells what it holds. */
  public change(): void {
    this.state.changed = true;
  }

  public get unchanged(): boolean {
    return !this.state.changed;
  }

  public part(start: number, end: number): JsonDocument {
    return new JsonDocument(this.text.slice(start, end), this.state);
  }
}

/** The text of a list or object, which is the very text json-smart would write. */
export interface JsonSource {
  /** Called when the list or object changes. */
  change(): void;
  /** The JSON text; undefined when it has to be written. */
  readonly text: string | undefined;
}

/** A list or object between two places of a document. */
export class JsonRange implements JsonSource {
  constructor(
    private readonly document: JsonDocument,
    private readonly start: number,
    private readonly end: number,
  ) {}

  public change(): void {
    this.document.change();
  }

  public get text(): string | undefined {
    return this.document.unchanged ? this.document.text.slice(this.start, this.end) : undefined;
  }
}
