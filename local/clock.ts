/** Where the runtime reads the time, so that tests can set it. */
export interface Clock {
  /** Milliseconds since the epoch, UTC; may have a fraction. */
  now(): number;
}

/** The wall clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until told otherwise. */
export class ManualClock implements Clock {
  /** @param time Milliseconds since the epoch */
  public constructor(private time = 0) {}

  public now(): number {
    return this.time;
  }

  /** Moves the clock on. @param milliseconds How far; may have a fraction */
  public advance(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** Sets the clock, backwards too. @param time Milliseconds since the epoch */
  public set(time: number): void {
    this.time = time;
  }
}
