import type { Clock } from '../clock';

/** What a delivery stream takes by direct put, each a second. */
export interface PutLimits {
  readonly records: number;
  readonly requests: number;
  readonly bytes: number;
}

const MIB = 1_048_576;
const LARGE_REGIONS = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

/** The quotas an account begins with. Source: https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export function defaultPutLimits(region: string): PutLimits {
  return LARGE_REGIONS.has(region)
    ? { records: 500_000, requests: 2_000, bytes: 5 * MIB }
    : { records: 100_000, requests: 1_000, bytes: MIB };
}

/** Takes puts in as far as their quotas reach: each a bucket of one second that is refilled continuously. */
export class PutQuota {
  private left: { records: number; requests: number; bytes: number };
  private refilledAt: number;

  public constructor(
    private readonly limits: PutLimits,
    private readonly clock: Clock,
  ) {
    this.left = { ...limits };
    this.refilledAt = clock.now();
  }

  /** Whether one more request is in the quota; it is then counted. */
  public tryRequest(): boolean {
    this.refill();
    if (this.left.requests < 1) return false;
    this.left.requests--;
    return true;
  }

  /**
   * Whether one more record is in the quota; it is then counted. A record larger than a second's quota goes through
   * once a full second is there, and the next ones wait for it.
   */
  public tryRecord(bytes: number): boolean {
    const { left, limits } = this;
    if (left.records < 1 || left.bytes < Math.min(bytes, limits.bytes)) return false;
    left.records--;
    left.bytes -= bytes;
    return true;
  }

  private refill(): void {
    const now = this.clock.now();
    const seconds = Math.max(0, now - this.refilledAt) / 1_000;
    this.refilledAt = now;
    for (const kind of ['records', 'requests', 'bytes'] as const) {
      this.left[kind] = Math.min(this.limits[kind], this.left[kind] + seconds * this.limits[kind]);
    }
  }
}
