import { AwsFault } from '../../endpoint';
import { adjoins } from '../hash-key';
import { inStream } from '../kinesis';
import { assertReshardable, shardOf, streamOperation } from './operation';
import { REQUIRED_SHARD_ID, STREAM_MEMBERS } from './shapes';

const MEMBERS = {
  ShardToMerge: REQUIRED_SHARD_ID,
  AdjacentShardToMerge: REQUIRED_SHARD_ID,
  ...STREAM_MEMBERS,
} as const;

export const mergeShards = streamOperation('MergeShards', MEMBERS, async (stream, input) => {
  assertReshardable(stream);
  const first = shardOf(stream, input.ShardToMerge);
  const second = shardOf(stream, input.AdjacentShardToMerge);
  if (!first.open || !second.open || !adjoins(first.range, second.range)) {
    throw new AwsFault(
      'InvalidArgumentException',
      `Shards ${first.id} and ${second.id} ${inStream(stream)} are not an adjacent pair of shards eligible for merging`,
    );
  }
  await stream.reshard((now) => stream.shards.merge(first, second, now));
  return undefined;
});
