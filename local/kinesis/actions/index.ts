import type { Operation } from '../../endpoint';
import type { Kinesis } from '../kinesis';
import { describeStream } from './describe-stream';
import { describeStreamSummary } from './describe-stream-summary';
import { getRecords } from './get-records';
import { getShardIterator } from './get-shard-iterator';
import { listShards } from './list-shards';
import { listStreams } from './list-streams';
import { mergeShards } from './merge-shards';
import { putRecord } from './put-record';
import { putRecords } from './put-records';
import { splitShard } from './split-shard';
import { updateShardCount } from './update-shard-count';

/** Every operation that is emulated, by AWS's name. */
export const OPERATIONS: ReadonlyMap<string, Operation<Kinesis>> = new Map([
  ['DescribeStream', describeStream],
  ['DescribeStreamSummary', describeStreamSummary],
  ['GetRecords', getRecords],
  ['GetShardIterator', getShardIterator],
  ['ListShards', listShards],
  ['ListStreams', listStreams],
  ['MergeShards', mergeShards],
  ['PutRecord', putRecord],
  ['PutRecords', putRecords],
  ['SplitShard', splitShard],
  ['UpdateShardCount', updateShardCount],
]);
