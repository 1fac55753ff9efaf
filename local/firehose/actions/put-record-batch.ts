import { AwsFault } from '../../endpoint';
import { assertDirectPut, deliveryStreamOperation, RECORD, SLOW_DOWN, slowDown } from './operation';

/** Source: Firehose quotas. */
const MAX_BYTES = 4_194_304;

const MEMBERS = {
  Records: { type: 'List', required: true, of: RECORD, min: 1, max: 500, elementText: 'Record' },
} as const;

/** Refused records are told one by one: the whole is a success, as long as the request itself is in the quota. */
export const putRecordBatch = deliveryStreamOperation('PutRecordBatch', MEMBERS, async (stream, { Records }) => {
  assertDirectPut(stream);
  const total = Records.reduce((sum, { Data }) => sum + Data.length, 0);
  if (total > MAX_BYTES) throw new AwsFault('InvalidArgumentException', 'Records size exceeds 4 MB limit');
  const { quota, definition } = stream;
  if (!quota.tryRequest()) throw slowDown();
  const taken = Records.map(({ Data }) => quota.tryRecord(Data.length));
  const records = Records.filter((_, index) => taken[index]).map(({ Data }) => Data);
  const ordinals = records.length > 0 ? await stream.put(records) : [];
  let stored = 0;
  return {
    FailedPutCount: Records.length - records.length,
    Encrypted: definition.encryption !== undefined,
    RequestResponses: taken.map((isTaken) => {
      if (isTaken) return { RecordId: stream.recordId(ordinals[stored++]) };
      return { ErrorCode: 'ServiceUnavailableException', ErrorMessage: SLOW_DOWN };
    }),
  };
});
