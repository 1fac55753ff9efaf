import { COMPRESSORS } from './compression/compress';
import type { Contents } from './contents';
import { convert } from './conversion/convert';
import type { DeliveryStreamDefinition, Output } from './definition';
import type { FirehoseEnvironment } from './environment';
import type { Failure } from './error-record';
import type { OutputKind } from './log';
import { PackedRecords } from './packed-records';
import type { DeliveryRecord } from './record';
import { RecordList } from './record-list';

/** An object, as it is to be stored. */
export interface Built {
  readonly body: Uint8Array;
  readonly suffix: string;
  readonly contentEncoding: string | undefined;
  /** Before compression. */
  readonly bytes: number;
  /** The records that are in it. */
  readonly contents: Contents;
  /** Those that could not be converted. */
  readonly failed: readonly { readonly record: DeliveryRecord; readonly failure: Failure }[];
}

/** Makes an object of what was gathered: joined and compressed, or converted. */
export async function buildObject(
  kind: OutputKind,
  output: Output,
  contents: Contents,
  { processing, conversion }: DeliveryStreamDefinition,
  { scheduler, ids }: FirehoseEnvironment,
): Promise<Built> {
  if (kind === 'data' && conversion !== undefined) {
    const { body, converted, failed, bytes } = await convert(contents.records, conversion);
    const suffix = output.fileExtension ?? '.parquet';
    return { body, suffix, contentEncoding: CONVERTED_ENCODING, bytes, contents: new RecordList(converted), failed };
  }
  const { suffix, contentEncoding, compress } = COMPRESSORS[output.compression];
  const shape = { suffix: output.fileExtension ?? suffix, contentEncoding, contents, failed: [] };
  if (contents instanceof PackedRecords) {
    const body = await contents.body.finish(scheduler.now(), ids);
    return { ...shape, body, bytes: contents.body.length };
  }
  const joined = join(contents.records, kind === 'data' ? processing.delimiter : undefined);
  const body = joined.length === 0 ? joined : await compress(joined, scheduler.now(), ids);
  return { ...shape, body, bytes: joined.length };
}

/** Not what the body is, but what AWS says it is: seen there by the authors of floci. */
const CONVERTED_ENCODING = 'hadoop-snappy';

function join(records: readonly DeliveryRecord[], delimiter: Buffer | undefined): Buffer {
  const separator = delimiter?.length ?? 0;
  const joined = Buffer.allocUnsafe(records.reduce((size, { data }) => size + data.length + separator, 0));
  let at = 0;
  for (const { data } of records) {
    joined.set(data, at);
    at += data.length;
    for (let index = 0; index < separator; index++) joined[at++] = delimiter?.[index] ?? 0;
  }
  return joined;
}
