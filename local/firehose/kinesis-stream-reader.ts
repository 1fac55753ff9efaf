import type { Kinesis, Stream } from '../kinesis';
import type { Shard } from '../kinesis/shard';
import { readShard } from '../kinesis/shard-read';
import type { StreamReader } from './stream-reader';

/** Most records of a page: they wait in memory. */
const PAGE = 10_000;

/** Reads the streams of the runtime, within the limits they have for all readers. Positions are ordinals. */
export function kinesisStreamReader(kinesis: Kinesis): StreamReader {
  const streamOf = (arn: string): Stream => {
    const stream = kinesis.try(arn);
    if (stream === undefined) throw new Error(`there is no stream ${arn} in the deployment`);
    return stream;
  };
  const find = (arn: string, shardId: string): { stream: Stream; shard: Shard } => {
    const stream = streamOf(arn);
    const shard = stream.shards.all.find(({ id }) => id === shardId);
    if (shard === undefined) throw new Error(`there is no shard ${shardId} in ${arn}`);
    return { stream, shard };
  };
  return {
    shards: async (arn) => {
      const { all } = streamOf(arn).shards;
      const idOf = (index: number) => all.find((shard) => shard.index === index)?.id;
      return all.map(({ id, parents }) => {
        return { shardId: id, parents: parents.map(idOf).filter((parent) => parent !== undefined) };
      });
    },
    position: async (arn, shardId, at) => {
      const { stream, shard } = find(arn, shardId);
      return String(at === 'LATEST' ? stream.nextOf(shard) : stream.firstOf(shard));
    },
    read: async (arn, shardId, position) => {
      const { stream, shard } = find(arn, shardId);
      const { records, next, finished } = readShard(kinesis.clock, stream, shard, Number(position), PAGE);
      return {
        records: records.map(({ ordinal, arrival, key, data }) => ({
          sequenceNumber: shard.numbers.format(ordinal, arrival),
          partitionKey: key,
          data,
          arrival,
        })),
        positions: records.map(({ ordinal }) => String(ordinal + 1)),
        next: finished ? undefined : String(next),
      };
    },
  };
}
