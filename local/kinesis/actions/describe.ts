import { toDecimal } from '../hash-key';
import { type Shard, shardId } from '../shard';
import type { Stream } from '../stream';
import { encryptionOf } from './put-entry';

/** A shard as AWS describes it. */
export function describeShard(shard: Shard): object {
  const [parent, adjacent] = shard.parents;
  const ending = shard.endingSequenceNumber;
  return {
    ShardId: shard.id,
    ...(parent !== undefined && { ParentShardId: shardId(parent) }),
    ...(adjacent !== undefined && { AdjacentParentShardId: shardId(adjacent) }),
    HashKeyRange: hashKeyRange(shard),
    SequenceNumberRange: {
      StartingSequenceNumber: shard.startingSequenceNumber,
      ...(ending !== undefined && { EndingSequenceNumber: ending }),
    },
  };
}

export function hashKeyRange({ range }: Shard): object {
  return { StartingHashKey: toDecimal(range.start), EndingHashKey: toDecimal(range.end) };
}

/** What DescribeStream and DescribeStreamSummary both tell. */
export function describeStreamBasics(stream: Stream): object {
  const { name, arn, mode, retentionHours, kmsKeyId } = stream.definition;
  return {
    StreamName: name,
    StreamARN: arn,
    StreamStatus: stream.status,
    StreamModeDetails: { StreamMode: mode },
    RetentionPeriodHours: retentionHours,
    StreamCreationTimestamp: Math.floor(stream.created / 1_000),
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: encryptionOf(stream).EncryptionType ?? 'NONE',
    ...(kmsKeyId !== undefined && { KeyId: kmsKeyId }),
  };
}
