import type { Clock } from '../clock';
import type { StoredRecord } from '../storage';
import { rateExceeded } from './kinesis';
import { READ_LIMIT } from './limits';
import type { Shard } from './shard';
import type { Stream } from './stream';

/** What one read of a shard gives. */
export interface ShardRead {
  readonly records: readonly StoredRecord[];
  /** The ordinal to read from next. */
  readonly next: number;
  /** Whether the shard is closed and everything in it was read. */
  readonly finished: boolean;
  readonly millisBehindLatest: number;
}

/**
 * Reads as GetRecords does, within the shard's read limits, whoever asks: Firehose and event source mappings share
 * them with everyone.
 *
 * @param from An ordinal
 * @param limit Records at most
 * @throws AwsFault ProvisionedThroughputExceededException
 */
export function readShard(
  clock: Clock,
  stream: Stream,
  shard: Shard,
  from: number,
  limit: number = READ_LIMIT.records,
): ShardRead {
  const now = clock.now();
  if (!shard.limits.tryRead(now)) throw rateExceeded(stream, shard);
  const records = stream.read(shard, from, Math.min(limit, READ_LIMIT.records));
  let bytes = 0;
  for (const { key, data } of records) bytes += data.length + Buffer.byteLength(key);
  shard.limits.read(now, bytes);
  const last = records.at(-1);
  const next = last === undefined ? Math.max(from, stream.firstOf(shard)) : last.ordinal + 1;
  const waiting = stream.arrivalOfRecord(shard, next);
  return {
    records,
    next,
    finished: stream.isFinished(shard, next),
    millisBehindLatest: waiting === undefined ? 0 : Math.max(0, Math.floor(now - waiting)),
  };
}
