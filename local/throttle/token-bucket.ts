import type { Clock } from '../clock';
import { ThrottleError } from './errors';

/** A declared limit. A rate or burst of 0 refuses everything, as it does on API Gateway. */
export interface RateLimit {
  /** Tokens refilled per second. */
  readonly rate: number;
  /** Bucket size: how many requests an idle bucket serves at once. */
  readonly burst: number;
}

/**
 * A token bucket that starts full and refills continuously.
 *
 * In any window it admits at most `burst + rate x seconds`: 10,000 requests in one instant against 10,000 rps and
 * burst 5,000 serve 5,000.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class TokenBucket {
  private readonly tokensPerMillisecond: number;
  private tokens: number;
  private refilledAt: number;

  /**
   * @param limit What to admit
   * @param clock Read on every call
   * @param position Names the limit in an error
   */
  public constructor(
    public readonly limit: RateLimit,
    private readonly clock: Clock,
    position?: string,
  ) {
    for (const member of ['rate', 'burst'] as const) {
      if (!(Number.isFinite(limit[member]) && limit[member] >= 0)) {
        throw new ThrottleError(
          'THROTTLE_INVALID_LIMIT',
          `'${member}' must be a number of 0 or more, got ${limit[member]}`,
          position,
        );
      }
    }
    this.tokensPerMillisecond = limit.rate / 1_000;
    // A rate of 0 is how a method is closed; then the first burst is refused too.
    this.tokens = limit.rate === 0 ? 0 : limit.burst;
    this.refilledAt = clock.now();
  }

  /** Whether a token is there to take. */
  public hasToken(): boolean {
    this.refill();
    return this.tokens >= 1;
  }

  /** Takes one token; call it after {@link hasToken} said yes at the same instant. */
  public take(): void {
    this.tokens -= 1;
  }

  /** Takes one token if there is one. */
  public tryTake(): boolean {
    if (!this.hasToken()) return false;
    this.take();
    return true;
  }

  private refill(): void {
    const now = this.clock.now();
    // A clock set back must neither refill nor drain.
    if (now > this.refilledAt) {
      this.tokens = Math.min(this.limit.burst, this.tokens + (now - this.refilledAt) * this.tokensPerMillisecond);
    }
    this.refilledAt = now;
  }
}
