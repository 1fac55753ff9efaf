import { type Clock, systemClock } from '../clock';
import type { WriteFaults } from '../kinesis';

/** Something that goes wrong on purpose. */
export type Fault =
  /** Shards refuse every record for throughput. @default - all streams, all shards */
  | { readonly kind: 'throttle'; readonly stream?: string; readonly shardId?: string }
  /** A share of the records put into streams, above 0 to 1, fails: 0.1 fails every tenth. */
  | { readonly kind: 'fail-records'; readonly share: number }
  /** Functions that transform records time out. */
  | { readonly kind: 'transform-timeout' }
  /** Deliveries are refused by their bucket. @default - all buckets */
  | { readonly kind: 'deny-bucket'; readonly bucket?: string }
  /** A service that the gateway calls, such as `kinesis`, fails, never answers, or refuses permission. */
  | { readonly kind: 'target'; readonly service: string; readonly how: TargetFault }
  /**
   * A service that is called at the AWS endpoint, by functions as a rule, such as `secretsmanager`: it fails, refuses
   * permission, or is slow.
   */
  | {
      readonly kind: 'service';
      readonly service: string;
      readonly how: ServiceFault;
      /** What a slow answer waits for, in milliseconds of the wall clock. @default 10000 */
      readonly delay?: number;
    };

export type TargetFault = 'fail' | 'timeout' | 'deny';
export type ServiceFault = 'fail' | 'slow' | 'deny';

interface Active {
  readonly fault: Fault;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** The faults that are active now. Parts of the runtime ask; tests and `--fault` inject. */
export class Faults implements WriteFaults {
  private active: Active[] = [];
  private due = 0;
  private clock: Clock = systemClock;

  /** Whose time faults end by. */
  public use(clock: Clock): this {
    this.clock = clock;
    return this;
  }

  /**
   * Lets something go wrong from now on.
   *
   * @param duration In milliseconds, on the runtime's clock. @default - until it is taken back
   * @returns Takes it back
   */
  public inject(fault: Fault, duration = Number.POSITIVE_INFINITY): () => void {
    const entry = { fault, until: this.clock.now() + duration };
    this.active.push(entry);
    return () => {
      this.active = this.active.filter((other) => other !== entry);
    };
  }

  /** Takes everything back. */
  public clear(): void {
    this.active = [];
  }

  public tryRefuse(stream: string, shardId: string): 'throttled' | 'failed' | undefined {
    if (this.active.length === 0) return undefined;
    for (const fault of this.now()) {
      if (fault.kind === 'throttle' && (fault.stream ?? stream) === stream && (fault.shardId ?? shardId) === shardId) {
        return 'throttled';
      }
      if (fault.kind === 'fail-records' && this.isDue(fault.share)) return 'failed';
    }
    return undefined;
  }

  public get transformTimesOut(): boolean {
    return this.now().some(({ kind }) => kind === 'transform-timeout');
  }

  public deniesBucket(bucket: string): boolean {
    return this.now().some((fault) => fault.kind === 'deny-bucket' && (fault.bucket ?? bucket) === bucket);
  }

  public tryTarget(service: string): TargetFault | undefined {
    if (this.active.length === 0) return undefined;
    for (const fault of this.now()) if (fault.kind === 'target' && fault.service === service) return fault.how;
    return undefined;
  }

  public tryService(service: string): { readonly how: ServiceFault; readonly delay?: number } | undefined {
    if (this.active.length === 0) return undefined;
    for (const fault of this.now()) if (fault.kind === 'service' && fault.service === service) return fault;
    return undefined;
  }

  private now(): Fault[] {
    const now = this.clock.now();
    if (this.active.some(({ until }) => until <= now)) this.active = this.active.filter(({ until }) => until > now);
    return this.active.map(({ fault }) => fault);
  }

  /** Spread evenly, so that the same requests fail in every run. */
  private isDue(share: number): boolean {
    this.due += share;
    // A sum of tenths falls short of one.
    if (this.due < 1 - 1e-9) return false;
    this.due -= 1;
    return true;
  }
}
