import { AwsFault } from '../../endpoint';
import { tryParseHashKey } from '../hash-key';
import { type PutEntry, type Stream, sizeOf } from '../stream';

/** @throws AwsFault InvalidArgumentException where the explicit hash key is out of range */
export function putEntry(record: {
  readonly Data: Buffer;
  readonly PartitionKey: string;
  readonly ExplicitHashKey?: string;
}): PutEntry {
  const { Data: data, PartitionKey: partitionKey, ExplicitHashKey: explicit } = record;
  if (explicit === undefined) return { partitionKey, data };
  const hashKey = tryParseHashKey(explicit);
  if (hashKey === undefined) {
    throw new AwsFault(
      'InvalidArgumentException',
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicit}`,
    );
  }
  return { partitionKey, hashKey, data };
}

/**
 * What a stream's own setting refuses; the wording is that of AWS's constraint on data.
 *
 * @param path How the record's data is called in the error: `records.1.member.data`
 * @throws AwsFault ValidationException
 */
export function assertRecordSize(stream: Stream, entry: PutEntry, path: string): number {
  const size = sizeOf(entry);
  const { maxRecordSize } = stream.definition;
  if (size <= maxRecordSize) return size;
  const length = entry.data.length;
  throw new AwsFault(
    'ValidationException',
    `1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]' at '${path}' failed to satisfy constraint: Member must have length less than or equal to ${maxRecordSize}`,
  );
}

/** Stands in the answer of a stream that is encrypted; AWS leaves it out otherwise (recorded). */
export function encryptionOf({ definition }: Stream): { readonly EncryptionType?: 'KMS' } {
  return definition.kmsKeyId === undefined ? {} : { EncryptionType: 'KMS' };
}
