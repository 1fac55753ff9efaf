import { AwsFault } from '../../endpoint';
import type { Stream } from '../stream';
import { assertReshardable, streamOperation } from './operation';
import { STREAM_MEMBERS } from './shapes';

const DAY = 86_400_000;
const MAX_UPDATES = 10;
const MAX_SHARDS = 10_000;

const MEMBERS = {
  ScalingType: { type: 'String', required: true, values: ['UNIFORM_SCALING'] },
  TargetShardCount: { type: 'Integer', required: true, min: 1 },
  ...STREAM_MEMBERS,
} as const;

export const updateShardCount = streamOperation('UpdateShardCount', MEMBERS, async (stream, input, kinesis) => {
  assertReshardable(stream);
  const { TargetShardCount: target } = input;
  const current = stream.shards.open.length;
  const refusal = tryRefuse(stream, current, target, kinesis.clock.now());
  if (refusal !== undefined) throw new AwsFault('LimitExceededException', refusal);
  if (target === current) {
    // The text is not recorded.
    throw new AwsFault('InvalidArgumentException', `Target shard count ${target} is the current open shard count.`);
  }
  await stream.rescale(target);
  const { name, arn } = stream.definition;
  return { StreamName: name, CurrentShardCount: current, TargetShardCount: target, StreamARN: arn };
});

/** Source of the limits: the API reference of UpdateShardCount; of the texts: kinesalite's author. */
function tryRefuse(stream: Stream, current: number, target: number, now: number): string | undefined {
  const counts = `Current open shard count: ${current}, Target shard count: ${target}`;
  if (target > MAX_SHARDS) {
    return `Target shard count or number of open shards cannot be greater than ${MAX_SHARDS}. ${counts}`;
  }
  if (target > current * 2) {
    return `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`;
  }
  if (target < current / 2) {
    return `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`;
  }
  if (stream.updatesSince(now - DAY) >= MAX_UPDATES) {
    return `UpdateShardCount cannot scale more than ${MAX_UPDATES} times in a rolling 24-hour period. ${counts}`;
  }
  return undefined;
}
