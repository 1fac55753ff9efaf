import { AwsFault } from '../../endpoint';
import { inStream, type Kinesis, rateExceeded } from '../kinesis';
import { tryParseSequenceNumber } from '../sequence-number';
import type { Stream } from '../stream';
import { streamOperation } from './operation';
import { assertRecordSize, encryptionOf, putEntry } from './put-entry';
import { HASH_KEY_TEXT, PARTITION_KEY, SEQUENCE_NUMBER_TEXT, STREAM_MEMBERS } from './shapes';

const MEMBERS = {
  SequenceNumberForOrdering: SEQUENCE_NUMBER_TEXT,
  PartitionKey: PARTITION_KEY,
  ExplicitHashKey: HASH_KEY_TEXT,
  Data: { type: 'Blob', required: true, max: 10_485_760 },
  ...STREAM_MEMBERS,
} as const;

export const putRecord = streamOperation('PutRecord', MEMBERS, async (stream, input, kinesis) => {
  const entry = putEntry(input);
  assertOrdering(stream, input.SequenceNumberForOrdering, kinesis);
  assertRecordSize(stream, entry, 'data');
  const [outcome] = await stream.put([entry]);
  if (outcome === undefined) throw new AwsFault('InternalFailure', undefined, 500);
  if ('refused' in outcome) {
    throw outcome.refused === 'throttled'
      ? rateExceeded(stream, outcome.shard)
      : new AwsFault('InternalFailure', 'Internal service failure.', 500);
  }
  return { ShardId: outcome.shard.id, SequenceNumber: outcome.sequenceNumber, ...encryptionOf(stream) };
});

/** Records of one producer are in order anyway; what is checked is that the number could be one. */
function assertOrdering(stream: Stream, number: string | undefined, { clock }: Kinesis): void {
  if (number === undefined) return;
  const parsed = tryParseSequenceNumber(number);
  if (parsed !== undefined && parsed.time * 1_000 <= clock.now()) return;
  throw new AwsFault(
    'InvalidArgumentException',
    `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${inStream(stream).slice('in stream '.length)} is invalid.`,
  );
}
