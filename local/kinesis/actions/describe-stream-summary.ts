import { describeStreamBasics } from './describe';
import { streamOperation } from './operation';
import { STREAM_MEMBERS } from './shapes';

export const describeStreamSummary = streamOperation('DescribeStreamSummary', STREAM_MEMBERS, (stream) => ({
  StreamDescriptionSummary: {
    ...describeStreamBasics(stream),
    OpenShardCount: stream.shards.open.length,
    ConsumerCount: 0,
    MaxRecordSizeInKiB: stream.definition.maxRecordSize / 1_024,
  },
}));
