import { describeShard, describeStreamBasics } from './describe';
import { streamOperation } from './operation';
import { LIST_LIMIT, NAME_TEXT, STREAM_MEMBERS } from './shapes';

const DEFAULT_LIMIT = 100;

const MEMBERS = { Limit: LIST_LIMIT, ExclusiveStartShardId: NAME_TEXT, ...STREAM_MEMBERS } as const;

export const describeStream = streamOperation('DescribeStream', MEMBERS, (stream, input) => {
  const { ExclusiveStartShardId: after = '', Limit: limit = DEFAULT_LIMIT } = input;
  const rest = stream.present().filter(({ id }) => id > after);
  return {
    StreamDescription: {
      ...describeStreamBasics(stream),
      Shards: rest.slice(0, limit).map(describeShard),
      HasMoreShards: rest.length > limit,
    },
  };
});
