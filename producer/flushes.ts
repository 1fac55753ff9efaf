interface Flush {
  /** Records of this epoch and earlier ones are waited for. */
  readonly epoch: number;
  remaining: number;
  readonly resolve: () => void;
}

/** Who waits for which records. Each flush ends an epoch: it waits for the records of that and earlier ones. */
export class Flushes {
  /** Of records accepted now. */
  public epoch = 0;
  private active: Flush[] = [];

  public get isActive(): boolean {
    return this.active.length > 0;
  }

  /** @param queued How many records are without an outcome */
  public begin(queued: number): Promise<void> {
    if (queued === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.active.push({ epoch: this.epoch++, remaining: queued, resolve });
    });
  }

  /** A record of `epoch` has its outcome. */
  public settled(epoch: number): void {
    if (this.active.length === 0) return;
    for (const flush of this.active) {
      if (epoch <= flush.epoch && --flush.remaining === 0) flush.resolve();
    }
    this.active = this.active.filter(({ remaining }) => remaining > 0);
  }
}
