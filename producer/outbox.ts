import type { Unit } from './unit';
import type { WireLimits } from './wire';

/** Units that may be sent now, and those that wait for an earlier one of their order. */
export class Outbox<Stored> {
  private ready: Unit<Stored>[] = [];
  private head = 0;
  private bytes = 0;
  /** Orders with a unit that is ready, on its way or waiting for another attempt; and the units behind it. */
  private readonly behind = new Map<string, Unit<Stored>[]>();

  public constructor(private readonly limits: WireLimits) {}

  public get isEmpty(): boolean {
    return this.head === this.ready.length;
  }

  /** Whether what is ready fills a request. */
  public get isFull(): boolean {
    return this.ready.length - this.head >= this.limits.records || this.bytes >= this.limits.requestBytes;
  }

  public add(unit: Unit<Stored>): void {
    if (unit.order !== undefined) {
      const behind = this.behind.get(unit.order);
      if (behind !== undefined) {
        behind.push(unit);
        return;
      }
      this.behind.set(unit.order, []);
    }
    this.push(unit);
  }

  /** Takes a unit back for another attempt. It still stands before those of its order. */
  public addAgain(unit: Unit<Stored>): void {
    this.push(unit);
  }

  /** A unit has its outcome: the next one of its order may go. */
  public release({ order }: Unit<Stored>): void {
    if (order === undefined) return;
    const next = this.behind.get(order)?.shift();
    if (next === undefined) this.behind.delete(order);
    else this.push(next);
  }

  /** The units of one request. */
  public take(): Unit<Stored>[] {
    const batch: Unit<Stored>[] = [];
    let bytes = 0;
    for (; batch.length < this.limits.records; this.head++) {
      const unit = this.ready[this.head];
      if (unit === undefined || (batch.length > 0 && bytes + unit.bytes > this.limits.requestBytes)) break;
      batch.push(unit);
      bytes += unit.bytes;
    }
    this.bytes -= bytes;
    if (this.head > 1_024 || this.isEmpty) {
      this.ready = this.ready.slice(this.head);
      this.head = 0;
    }
    return batch;
  }

  private push(unit: Unit<Stored>): void {
    this.ready.push(unit);
    this.bytes += unit.bytes;
  }
}
