import type { Clock } from '../clock';
import type { RecordBatch, StoredRecord, TopicCursor } from '../storage';
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

/** A read of one shard that is given piece by piece, as its reader has room. It ends at an ordinal, or sooner. */
export interface ShardReading extends TopicCursor {
  readonly stream: Stream;
  readonly shard: Shard;
  end: number;
}

/**
 * Begins a read that counts as one, of no more records than one may give.
 *
 * @param from An ordinal
 * @throws AwsFault ProvisionedThroughputExceededException
 */
export function openShard(clock: Clock, stream: Stream, shard: Shard, from: number): ShardReading {
  if (!shard.limits.tryRead(clock.now())) throw rateExceeded(stream, shard);
  const at = Math.max(from, stream.firstOf(shard));
  return { stream, shard, topic: shard.topic, at, end: Math.min(at + READ_LIMIT.records, stream.nextOf(shard)) };
}

/** Gives a piece of each of several reads of one stream. A shard of which as much was read as may be gives no more. */
export function readTogether<R extends ShardReading>(
  clock: Clock,
  readings: readonly R[],
  batch: RecordBatch<R>,
): void {
  readings[0]?.stream.readTogether(readings, batch);
  const now = clock.now();
  for (const { cursor, from, to } of batch.runs) {
    let bytes = 0;
    for (let record = from; record < to; record++) bytes += batch.weight(record);
    cursor.shard.limits.read(now, bytes);
    if (!cursor.shard.limits.canRead(now)) cursor.end = cursor.at;
  }
}
