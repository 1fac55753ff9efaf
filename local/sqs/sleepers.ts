import type { QueuedMessage } from './message';

interface Sleeper {
  readonly at: number;
  readonly message: QueuedMessage;
}

/** Messages that cannot be received yet, the earliest first: a binary heap. One that changed its time is put in again. */
export class Sleepers {
  private readonly heap: Sleeper[] = [];

  public add(message: QueuedMessage): void {
    let at = this.heap.push({ at: message.visibleAt, message }) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && this.time(parent) > this.time(at); parent = (at - 1) >> 1) {
      this.swap(at, parent);
      at = parent;
    }
  }

  /** When the next one wakes; undefined where none sleeps. */
  public next(): number | undefined {
    this.dropStale();
    return this.heap[0]?.at;
  }

  /** Takes out one whose time has come. */
  public wake(now: number): QueuedMessage | undefined {
    this.dropStale();
    const first = this.heap[0];
    if (first === undefined || first.at > now) return undefined;
    this.removeFirst();
    return first.message;
  }

  private dropStale(): void {
    for (let first = this.heap[0]; first !== undefined; first = this.heap[0]) {
      const { state, visibleAt } = first.message;
      if (visibleAt === first.at && (state === 'delayed' || state === 'in-flight')) return;
      this.removeFirst();
    }
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    for (let at = 0; ; ) {
      const left = at * 2 + 1;
      const child = this.time(left + 1) < this.time(left) ? left + 1 : left;
      if (this.time(child) >= this.time(at)) return;
      this.swap(at, child);
      at = child;
    }
  }

  private time(index: number): number {
    return this.heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  private swap(one: number, other: number): void {
    const [first, second] = [this.heap[one], this.heap[other]];
    if (first === undefined || second === undefined) return;
    this.heap[one] = second;
    this.heap[other] = first;
  }
}
