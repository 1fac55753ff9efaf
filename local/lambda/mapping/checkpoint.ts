/** Where positions are kept; what {@link setValue} resolved for outlives the process where the store does. */
export interface CheckpointStore {
  value(name: string): string | undefined;
  setValue(name: string, value: string | undefined): Promise<void>;
}

/**
 * Follows the records of one shard until each is done, in whatever order, and keeps the position before which nothing
 * is left. One write is under way at a time; positions passed meanwhile are skipped.
 */
export class Checkpoint {
  private readonly open: { readonly after: string; done: boolean }[] = [];
  private head = 0;
  private reached: string | undefined;
  private writing: Promise<void> | undefined;

  public constructor(private readonly save: (position: string) => Promise<void>) {}

  /** How many records are taken and not done. */
  public get pending(): number {
    return this.open.length - this.head;
  }

  /** @returns To be called once the record is done */
  public take(after: string): () => void {
    const entry = { after, done: false };
    this.open.push(entry);
    return () => {
      entry.done = true;
      this.advance();
    };
  }

  /** Ends once the position reached is kept. */
  public async settled(): Promise<void> {
    await this.writing;
  }

  private advance(): void {
    for (let entry = this.open[this.head]; entry?.done; entry = this.open[this.head]) {
      this.reached = entry.after;
      this.head++;
    }
    if (this.head > 1_024 && this.head * 2 > this.open.length) {
      this.open.splice(0, this.head);
      this.head = 0;
    }
    // Where nothing was reached there is nothing to write, nor an end of it to wait for.
    if (this.reached !== undefined) this.writing ??= this.write();
  }

  private async write(): Promise<void> {
    while (this.reached !== undefined) {
      const position = this.reached;
      this.reached = undefined;
      // Where it cannot be kept, more is delivered again after a restart; the next one is tried all the same.
      await this.save(position).catch(() => {});
    }
    this.writing = undefined;
  }
}
