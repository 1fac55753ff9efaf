import type { Clock } from '../clock';
import { ThrottleError } from './errors';

const DAY = 86_400_000;
/** The epoch was a Thursday; API Gateway's weeks begin on Sunday. */
const FIRST_SUNDAY = 3 * DAY;

/** The largest offset API Gateway takes, by period. */
const MAX_OFFSET = { DAY: 0, WEEK: 6, MONTH: 27 } as const;

export type QuotaPeriod = keyof typeof MAX_OFFSET;

/** The quota of a usage plan, which each of its API keys has for itself. */
export interface QuotaLimit {
  /** Requests per period. */
  readonly limit: number;
  readonly period: QuotaPeriod;
  /**
   * The day a period starts, from 0: Sunday for WEEK, the first for MONTH.
   *
   * The API reference calls it a number of requests taken off the first period; what the service accepts (0, 0 to 6,
   * 0 to 27) is a day.
   * @default 0
   */
  readonly offset?: number;
}

/** Requests counted against a quota; periods begin at 00:00 UTC. */
export class Quota {
  private periodStart: number;
  private used = 0;

  /**
   * @param quota What to admit
   * @param clock Read on every call
   * @param position Names the quota in an error
   */
  public constructor(
    public readonly quota: QuotaLimit,
    private readonly clock: Clock,
    position?: string,
  ) {
    assertQuota(quota, position);
    this.periodStart = periodStart(quota, clock.now());
  }

  /** Whether a request is left in this period. */
  public hasRequest(): boolean {
    const start = periodStart(this.quota, this.clock.now());
    // Only forward: a clock set back must not hand out a used period again.
    if (start > this.periodStart) {
      this.periodStart = start;
      this.used = 0;
    }
    return this.used < this.quota.limit;
  }

  /** Counts one request; call it after {@link hasRequest} said yes at the same instant. */
  public take(): void {
    this.used += 1;
  }

  /** Counts one request if one is left. */
  public tryTake(): boolean {
    if (!this.hasRequest()) return false;
    this.take();
    return true;
  }
}

function assertQuota(quota: QuotaLimit, position: string | undefined): void {
  if (!(Number.isInteger(quota.limit) && quota.limit >= 0)) {
    throw new ThrottleError(
      'THROTTLE_INVALID_QUOTA',
      `'limit' must be a whole number of 0 or more, got ${quota.limit}`,
      position,
    );
  }
  if (!Object.hasOwn(MAX_OFFSET, quota.period)) {
    throw new ThrottleError(
      'THROTTLE_INVALID_QUOTA',
      `'period' must be DAY, WEEK or MONTH, got ${quota.period}`,
      position,
    );
  }
  const { offset = 0 } = quota;
  const max = MAX_OFFSET[quota.period];
  if (!(Number.isInteger(offset) && offset >= 0 && offset <= max)) {
    throw new ThrottleError(
      'THROTTLE_INVALID_QUOTA',
      `'offset' must be between 0 and ${max} inclusive in the ${quota.period} period, got ${offset}`,
      position,
    );
  }
}

function periodStart({ period, offset = 0 }: QuotaLimit, now: number): number {
  if (period === 'DAY') return Math.floor(now / DAY) * DAY;
  if (period === 'WEEK') {
    const first = FIRST_SUNDAY + offset * DAY;
    return first + Math.floor((now - first) / (7 * DAY)) * 7 * DAY;
  }
  const date = new Date(now);
  const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1 + offset);
  return start <= now ? start : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1 + offset);
}
