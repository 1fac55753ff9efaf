import type { Clock } from '../../clock';
import type { Stream } from '../../kinesis';
import { readShard } from '../../kinesis/shard-read';
import type { StartingPosition } from './definition';
import type { ShardPage, ShardReader, SourceShard } from './shard-reader';

type Shard = ReturnType<Stream['present']>[number];

/** Reads a stream of this process. Positions are ordinals. */
export class KinesisShardReader implements ShardReader {
  public constructor(
    private readonly stream: Stream,
    private readonly clock: Clock,
  ) {}

  public async shards(): Promise<readonly SourceShard[]> {
    const present = this.stream.present();
    const ids = new Map(present.map(({ id, index }) => [index, id]));
    return present.map(({ id, parents }) => {
      return { shardId: id, parents: parents.flatMap((index) => ids.get(index) ?? []) };
    });
  }

  public async position(shardId: string, start: StartingPosition): Promise<string> {
    const shard = this.shard(shardId);
    if (start === 'LATEST') return String(this.stream.nextOf(shard));
    if (start === 'TRIM_HORIZON') return String(this.stream.firstOf(shard));
    return String(this.stream.ordinalAt(shard, start.at));
  }

  public async read(shardId: string, position: string, limit: number): Promise<ShardPage> {
    const shard = this.shard(shardId);
    const { finished, next, records } = readShard(this.clock, this.stream, shard, Number(position), limit);
    return {
      records: records.map(({ arrival, data, key, ordinal }) => ({
        sequenceNumber: shard.numbers.format(ordinal, arrival),
        partitionKey: key,
        data,
        arrival,
        after: String(ordinal + 1),
      })),
      next: finished ? undefined : String(next),
    };
  }

  private shard(shardId: string): Shard {
    const found = this.stream.present().find(({ id }) => id === shardId);
    if (found === undefined) throw new Error(`shard ${shardId} of ${this.stream.definition.name} is gone`);
    return found;
  }
}
