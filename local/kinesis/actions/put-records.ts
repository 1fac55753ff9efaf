import { AwsFault } from '../../endpoint';
import { rateExceeded } from '../kinesis';
import { MAX_PUT_BYTES } from '../limits';
import type { PutOutcome, Stream } from '../stream';
import { streamOperation } from './operation';
import { assertRecordSize, encryptionOf, putEntry } from './put-entry';
import { HASH_KEY_TEXT, PARTITION_KEY, STREAM_MEMBERS } from './shapes';

const MEMBERS = {
  Records: {
    type: 'List',
    required: true,
    min: 1,
    max: 500,
    elementText: 'com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@c965e310',
    of: {
      type: 'Structure',
      required: true,
      members: {
        PartitionKey: PARTITION_KEY,
        ExplicitHashKey: HASH_KEY_TEXT,
        Data: { type: 'Blob', required: true, max: 10_485_760 },
      },
    },
  },
  ...STREAM_MEMBERS,
} as const;

export const putRecords = streamOperation('PutRecords', MEMBERS, async (stream, input) => {
  const entries = input.Records.map(putEntry);
  let total = 0;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i];
    if (entry !== undefined) total += assertRecordSize(stream, entry, `records.${i + 1}.member.data`);
  }
  if (total > MAX_PUT_BYTES) throw new AwsFault('InvalidArgumentException', 'Records size exceeds 10 MB limit');
  return printed(stream, await stream.put(entries));
});

/** Written by hand: the answer of a batch is most of what the call costs. Ids and numbers need no escapes. */
function printed(stream: Stream, outcomes: readonly PutOutcome[]): string {
  let failed = 0;
  let records = '';
  for (const outcome of outcomes) {
    if (records !== '') records += ',';
    if ('refused' in outcome) {
      failed++;
      records += JSON.stringify(refusal(stream, outcome));
    } else {
      records += `{"SequenceNumber":"${outcome.sequenceNumber}","ShardId":"${outcome.shard.id}"}`;
    }
  }
  const { EncryptionType: encryption } = encryptionOf(stream);
  const encrypted = encryption === undefined ? '' : `"EncryptionType":"${encryption}",`;
  return `{${encrypted}"FailedRecordCount":${failed},"Records":[${records}]}`;
}

function refusal(stream: Stream, { shard, refused }: PutOutcome & { refused: 'throttled' | 'failed' }): object {
  if (refused === 'failed') return { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure' };
  const { code, message } = rateExceeded(stream, shard);
  return { ErrorCode: code, ErrorMessage: message };
}
