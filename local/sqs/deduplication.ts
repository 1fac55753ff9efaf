/** How long a message with the same id counts as the same. Source: the SQS developer guide. */
const INTERVAL = 300_000;

interface Sent<T> {
  readonly at: number;
  readonly answer: Promise<T>;
}

/** What was sent to a FIFO queue in the last five minutes, by deduplication id. */
export class Deduplication<T> {
  /** Oldest first. */
  private readonly sent = new Map<string, Sent<T>>();

  /** The answer to the first message of this id, or to this one. A failure does not count. */
  public once(id: string, now: number, send: () => Promise<T>): Promise<T> {
    this.forget(now);
    const known = this.sent.get(id);
    if (known !== undefined) return known.answer;
    const answer = send();
    this.sent.set(id, { at: now, answer });
    answer.catch(() => this.sent.delete(id));
    return answer;
  }

  /** Takes in what was sent before. */
  public remember(id: string, at: number, answer: T): void {
    this.sent.set(id, { at, answer: Promise.resolve(answer) });
  }

  private forget(now: number): void {
    for (const [id, { at }] of this.sent) {
      if (now - at < INTERVAL) return;
      this.sent.delete(id);
    }
  }
}
