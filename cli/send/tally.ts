import { Latencies } from './latencies';
import type { Outcome } from './outcome';

/** Different reasons that are told apart. */
const REASONS = 8;

type Kind = Outcome['kind'];

/** What became of a run's events. Each is counted once, by what became of it last. */
export class Tally {
  public readonly latencies = new Latencies();
  public requests = 0;
  /** Events sent again. */
  public retries = 0;
  /** How far the sending was behind its rate at most, in milliseconds. */
  public behind = 0;
  private readonly counts: Record<Kind, number> = { accepted: 0, throttled: 0, refused: 0, unanswered: 0 };
  private readonly reasons = new Map<string, { readonly kind: Kind; count: number }>();

  public count(outcome: Outcome): void {
    this.counts[outcome.kind]++;
    if (outcome.reason === undefined) return;
    const known = this.reasons.get(outcome.reason);
    if (known !== undefined) known.count++;
    else if (this.reasons.size < REASONS) this.reasons.set(outcome.reason, { kind: outcome.kind, count: 1 });
  }

  public of(kind: Kind): number {
    return this.counts[kind];
  }

  /** Events with an outcome. */
  public get total(): number {
    return this.counts.accepted + this.counts.throttled + this.counts.refused + this.counts.unanswered;
  }

  public get isAllAccepted(): boolean {
    return this.counts.accepted === this.total;
  }

  /** Why events were not accepted, most frequent first. */
  public reasonsOf(kind: Kind): { readonly reason: string; readonly count: number }[] {
    return [...this.reasons]
      .filter(([, entry]) => entry.kind === kind)
      .map(([reason, { count }]) => ({ reason, count }))
      .sort((one, other) => other.count - one.count);
  }
}
