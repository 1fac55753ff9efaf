import type { Kinesis, Stream } from '../kinesis';
import { type Shard, tryShardIndex } from '../kinesis/shard';
import { type ShardReading as KinesisReading, openShard, readTogether } from '../kinesis/shard-read';
import type { RecordBatch } from '../storage';
import type { ShardReading, StreamReader } from './stream-reader';

/** Reads the streams of the runtime, within the limits they have for all readers. */
export function kinesisStreamReader(kinesis: Kinesis): StreamReader {
  const streamOf = (arn: string): Stream => {
    const stream = kinesis.try(arn);
    if (stream === undefined) throw new Error(`there is no stream ${arn} in the deployment`);
    return stream;
  };
  const find = (arn: string, shardId: string): { stream: Stream; shard: Shard } => {
    const stream = streamOf(arn);
    const shard = stream.shards.try(tryShardIndex(shardId) ?? -1);
    if (shard === undefined) throw new Error(`there is no shard ${shardId} in ${arn}`);
    return { stream, shard };
  };
  return {
    shards: async (arn) => {
      const { shards } = streamOf(arn);
      return shards.all.map(({ id, parents }) => {
        const known = parents.map((index) => shards.try(index)?.id);
        return { shardId: id, parents: known.filter((parent) => parent !== undefined) };
      });
    },
    position: async (arn, shardId, at) => {
      const { stream, shard } = find(arn, shardId);
      return at === 'LATEST' ? stream.nextOf(shard) : stream.firstOf(shard);
    },
    open: async (arn, shardId, position) => {
      const { stream, shard } = find(arn, shardId);
      return new Reading(openShard(kinesis.clock, stream, shard, position));
    },
    take: (readings, batch) => {
      readTogether(kinesis.clock, readings as readonly Reading[], batch as RecordBatch<Reading>);
    },
  };
}

class Reading implements ShardReading, KinesisReading {
  public readonly stream: Stream;
  public readonly shard: Shard;
  public readonly topic: number;
  public readonly shardId: string;
  public at: number;
  public end: number;

  public constructor({ stream, shard, topic, at, end }: KinesisReading) {
    this.stream = stream;
    this.shard = shard;
    this.topic = topic;
    this.shardId = shard.id;
    this.at = at;
    this.end = end;
  }

  public isFinished(): boolean {
    return this.stream.isFinished(this.shard, this.at);
  }

  public sequenceNumber(ordinal: number, arrival: number): string {
    return this.shard.numbers.format(ordinal, arrival);
  }
}
