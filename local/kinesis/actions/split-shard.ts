import { AwsFault } from '../../endpoint';
import { toDecimal, toNumber, tryParseHashKey } from '../hash-key';
import { inStream } from '../kinesis';
import { assertReshardable, shardOf, streamOperation } from './operation';
import { HASH_KEY_TEXT, REQUIRED_SHARD_ID, STREAM_MEMBERS } from './shapes';

const MEMBERS = {
  NewStartingHashKey: { ...HASH_KEY_TEXT, required: true },
  ShardToSplit: REQUIRED_SHARD_ID,
  ...STREAM_MEMBERS,
} as const;

export const splitShard = streamOperation('SplitShard', MEMBERS, async (stream, input) => {
  assertReshardable(stream);
  const shard = shardOf(stream, input.ShardToSplit);
  if (!shard.open) {
    // The text is not recorded.
    throw new AwsFault('InvalidArgumentException', `Shard ${shard.id} ${inStream(stream)} is closed.`);
  }
  const { start, end } = shard.range;
  const at = tryParseHashKey(input.NewStartingHashKey);
  // That one plus the start is refused too is how AWS does it (recorded by kinesalite's author).
  if (at === undefined || toNumber(at) <= toNumber(start) + 1n || at >= end) {
    throw new AwsFault(
      'InvalidArgumentException',
      `NewStartingHashKey ${input.NewStartingHashKey} used in SplitShard() on shard ${shard.id} ${inStream(stream)}` +
        ` is not both greater than one plus the shard's StartingHashKey ${toDecimal(start)}` +
        ` and less than the shard's EndingHashKey ${toDecimal(end)}.`,
    );
  }
  await stream.reshard((now) => stream.shards.split(shard, at, now));
  return undefined;
});
