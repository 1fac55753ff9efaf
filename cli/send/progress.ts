import { number } from './summary';
import type { Tally } from './tally';

const BAR = 24;
/** Milliseconds between two pictures of a terminal, and between two lines of a file. */
const PERIOD = { terminal: 100, plain: 5_000 };

/** How much of the input is behind us. */
export interface Extent {
  /** 0 to 1; undefined where nobody knows how much there is. */
  done(): number | undefined;
}

/** Shows how far the sending is: a bar on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly timer: NodeJS.Timeout;
  private readonly isTerminal: boolean;
  private readonly started = performance.now();

  public constructor(
    private readonly output: NodeJS.WritableStream,
    private readonly tally: Tally,
    private readonly extent: Extent,
  ) {
    this.isTerminal = 'isTTY' in output && output.isTTY === true;
    this.timer = setInterval(() => this.show(), this.isTerminal ? PERIOD.terminal : PERIOD.plain).unref();
  }

  /** Wipes the bar away. */
  public end(): void {
    clearInterval(this.timer);
    if (this.isTerminal) this.output.write('\r\u001b[K');
  }

  private show(): void {
    this.output.write(this.isTerminal ? `\r${this.picture()}\u001b[K` : `${this.words()}\n`);
  }

  private picture(): string {
    const done = this.extent.done();
    if (done === undefined) return this.words();
    const filled = Math.round(Math.min(done, 1) * BAR);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
    return `${bar} ${String(Math.floor(done * 100)).padStart(3)} %  ${this.words()}`;
  }

  private words(): string {
    const { tally } = this;
    const speed = (tally.total / (performance.now() - this.started)) * 1_000;
    const others = (['throttled', 'refused', 'unanswered'] as const).flatMap((kind) =>
      tally.of(kind) === 0 ? [] : [`${number(tally.of(kind))} ${kind}`],
    );
    return [`${number(tally.of('accepted'))} accepted`, ...others, `${number(speed)}/s`].join(', ');
  }
}
