import { AwsFault, operation } from '../../endpoint';
import type { StoredRecord } from '../../storage';
import type { Kinesis } from '../kinesis';
import type { Shard } from '../shard';
import { shardId } from '../shard';
import type { IteratorContent } from '../shard-iterator';
import { readShard } from '../shard-read';
import type { Stream } from '../stream';
import { hashKeyRange } from './describe';
import { assertAllowed } from './operation';
import { encryptionOf } from './put-entry';
import { LIST_LIMIT, STREAM_MEMBERS } from './shapes';

/** Milliseconds an iterator can be used for. */
const LIFETIME = 300_000;

const MEMBERS = {
  Limit: LIST_LIMIT,
  ShardIterator: { type: 'String', required: true, min: 1, max: 512 },
  StreamARN: STREAM_MEMBERS.StreamARN,
} as const;

export const getRecords = operation(MEMBERS, (kinesis: Kinesis, input, request) => {
  const now = kinesis.clock.now();
  const iterator = kinesis.iterators.tryDecode(input.ShardIterator);
  if (iterator === undefined || iterator.made > now) {
    throw new AwsFault('InvalidArgumentException', 'Invalid ShardIterator.');
  }
  assertFresh(iterator, now);
  const stream = kinesis.try(iterator.stream);
  const shard = stream?.shards.try(iterator.shardIndex);
  if (stream === undefined || shard === undefined) {
    throw new AwsFault(
      'ResourceNotFoundException',
      `Shard ${shardId(iterator.shardIndex)} in stream ${iterator.stream} under account ${kinesis.account} does not exist`,
    );
  }
  assertAllowed(request, 'kinesis:GetRecords', stream.definition.arn);
  const { records, next, finished, millisBehindLatest } = readShard(
    kinesis.clock,
    stream,
    shard,
    iterator.next,
    input.Limit,
  );
  const onward = finished
    ? `"ChildShards":${JSON.stringify(childShards(stream, shard))}`
    : `"NextShardIterator":"${kinesis.iterators.encode({ ...iterator, made: now, next })}"`;
  const printed = records.map((record) => printRecord(stream, shard, record)).join();
  return `{"MillisBehindLatest":${millisBehindLatest},${onward},"Records":[${printed}]}`;
});

function assertFresh({ made }: IteratorContent, now: number): void {
  if (now - made <= LIFETIME) return;
  throw new AwsFault(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${javaDate(made)} while right now it is ${javaDate(now)} which is further in the future than the tolerated delay of ${LIFETIME} milliseconds.`,
  );
}

/** Written by hand: base64 needs no escapes, and there may be ten megabytes of it. */
function printRecord(stream: Stream, shard: Shard, { ordinal, arrival, key, data }: StoredRecord): string {
  const encryption = encryptionOf(stream).EncryptionType === undefined ? '' : ',"EncryptionType":"KMS"';
  return `{"ApproximateArrivalTimestamp":${arrival / 1_000},"Data":"${data.toString('base64')}","PartitionKey":${JSON.stringify(key)},"SequenceNumber":"${shard.numbers.format(ordinal, arrival)}"${encryption}}`;
}

function childShards(stream: Stream, parent: Shard): object[] {
  return stream.shards.childrenOf(parent).map((child) => ({
    ShardId: child.id,
    ParentShards: child.parents.map(shardId),
    HashKeyRange: hashKeyRange(child),
  }));
}

/** `Thu Jan 22 01:22:02 UTC 2015`. */
function javaDate(time: number): string {
  const [weekday = '', day, month, year, clock] = new Date(time).toUTCString().split(' ');
  return [weekday.replace(',', ''), month, day, clock, 'UTC', year].join(' ');
}
