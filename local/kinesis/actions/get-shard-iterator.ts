import { AwsFault, type Input } from '../../endpoint';
import { inStream, type Kinesis, rateExceeded } from '../kinesis';
import { LAST_PLACE, tryParseSequenceNumber } from '../sequence-number';
import { type Shard, shardId } from '../shard';
import type { Stream } from '../stream';
import { shardOf, streamOperation } from './operation';
import { REQUIRED_SHARD_ID, SEQUENCE_NUMBER_TEXT, STREAM_MEMBERS, TIMESTAMP } from './shapes';

const TYPES = ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'] as const;

const MEMBERS = {
  ShardId: REQUIRED_SHARD_ID,
  ShardIteratorType: { type: 'String', required: true, values: TYPES },
  StartingSequenceNumber: SEQUENCE_NUMBER_TEXT,
  Timestamp: TIMESTAMP,
  ...STREAM_MEMBERS,
} as const;

type IteratorInput = Input<typeof MEMBERS>;

/** Where an iterator of each type begins, as an ordinal. */
const STARTS: Readonly<Record<string, (stream: Stream, shard: Shard, input: IteratorInput, now: number) => number>> = {
  TRIM_HORIZON: (stream, shard) => stream.firstOf(shard),
  // Fixed when the iterator is made.
  LATEST: (stream, shard) => stream.nextOf(shard),
  AT_TIMESTAMP: atTimestamp,
  AT_SEQUENCE_NUMBER: (stream, shard, input) => atSequenceNumber(stream, shard, input, 0),
  AFTER_SEQUENCE_NUMBER: (stream, shard, input) => atSequenceNumber(stream, shard, input, 1),
};

export const getShardIterator = streamOperation('GetShardIterator', MEMBERS, (stream, input, kinesis: Kinesis) => {
  const shard = shardOf(stream, input.ShardId);
  const now = kinesis.clock.now();
  assertNumberFits(input);
  const next = STARTS[input.ShardIteratorType]?.(stream, shard, input, now) ?? 0;
  if (!shard.limits.tryIterator(now)) throw rateExceeded(stream, shard);
  const { name } = stream.definition;
  return { ShardIterator: kinesis.iterators.encode({ made: now, stream: name, shardIndex: shard.index, next }) };
});

function assertNumberFits({ ShardIteratorType: type, StartingSequenceNumber: number }: IteratorInput): void {
  const wanted = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
  if (wanted === (number !== undefined) || type === 'AT_TIMESTAMP') return;
  throw new AwsFault(
    'InvalidArgumentException',
    'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
      '(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. ' +
      `Request specified ${type} and ${wanted ? 'no' : 'also a'} StartingSequenceNumber.`,
  );
}

function atTimestamp(stream: Stream, shard: Shard, { Timestamp: timestamp }: IteratorInput, now: number): number {
  if (timestamp === undefined) {
    throw new AwsFault(
      'InvalidArgumentException',
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    );
  }
  const time = Math.round(timestamp * 1_000);
  if (time > now) {
    throw new AwsFault(
      'InvalidArgumentException',
      'The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ' +
        `timestampInMillis: ${time}, currentTimestampInMillis: ${Math.floor(now)}`,
    );
  }
  return Math.max(stream.ordinalAt(shard, time), stream.firstOf(shard));
}

/** @param past How many records after the one of the number */
function atSequenceNumber(stream: Stream, shard: Shard, input: IteratorInput, past: number): number {
  const text = input.StartingSequenceNumber ?? '';
  const number = tryParseSequenceNumber(text);
  const used = `StartingSequenceNumber ${text} used in GetShardIterator on shard ${shard.id} ${inStream(stream)} is invalid`;
  if (number === undefined) throw new AwsFault('InvalidArgumentException', `${used}.`);
  if (number.shardIndex !== shard.index) {
    throw new AwsFault(
      'InvalidArgumentException',
      `Invalid StartingSequenceNumber. It encodes ${shardId(number.shardIndex)}, while it was used in a call to a shard with ${shard.id}`,
    );
  }
  if (number.shardCreated !== shard.createdSeconds) {
    throw new AwsFault('InvalidArgumentException', `${used} because it did not come from this stream.`);
  }
  const end = stream.nextOf(shard);
  if (number.place === LAST_PLACE) return end;
  // Place 0 is the start of the shard, before its first record.
  const ordinal = number.place === 0n ? 0 : Number(number.place) - 1 + past;
  return Math.min(Math.max(ordinal, stream.firstOf(shard)), end);
}
