import type { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { checkInteger } from '../checks/range';

/** Options of `StreamCapacity.onDemand`. */
export interface OnDemandCapacityOptions {
  /**
   * Write throughput that is ready from the start, in MiB/s, 1 to 10,240. Needs On-demand Advantage, a setting of the
   * account and Region that has no CloudFormation resource; without it the deployment fails.
   * @default - 4 MB/s and 4,000 records/s at first, then twice the peak of the last 30 days
   */
  readonly warmThroughputMiBps?: number;
}

/**
 * How a stream scales. A change between the modes is made in place, at most twice in 24 hours for a stream; a change
 * of the shard count at most 10 times in 24 hours, to no more than double and no less than half.
 */
export class StreamCapacity {
  /** Kinesis scales the stream, up to twice the peak of the last 30 days. A single partition key still gets 1 MB/s. */
  public static onDemand(options: OnDemandCapacityOptions = {}): StreamCapacity {
    const { warmThroughputMiBps } = options;
    checkInteger('warmThroughputMiBps', warmThroughputMiBps, { min: 1, max: 10_240, unit: 'MiB/s' });
    return new StreamCapacity('ON_DEMAND', undefined, warmThroughputMiBps);
  }

  /**
   * A fixed number of shards, each of which takes 1,000 records/s and 1 MB/s and gives 2 MB/s.
   *
   * @param shardCount 1 to 100,000
   */
  public static provisioned(shardCount: number): StreamCapacity {
    checkInteger('shardCount', shardCount, { min: 1, max: 100_000, unit: 'shards' });
    return new StreamCapacity('PROVISIONED', shardCount, undefined);
  }

  private constructor(
    /** `ON_DEMAND` or `PROVISIONED`. */
    public readonly mode: string,
    /** Shards of a provisioned stream. */
    public readonly shardCount?: number,
    /** Write throughput an on-demand stream starts with, in MiB/s. */
    public readonly warmThroughputMiBps?: number,
  ) {}

  /** @internal */
  public _applyTo(stream: CfnStream): void {
    stream.streamModeDetails = { streamMode: this.mode };
    stream.shardCount = this.shardCount;
    stream.warmThroughputMiBps = this.warmThroughputMiBps;
  }
}
