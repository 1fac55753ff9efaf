import { COMPRESSORS } from './compression/compress';
import { convert } from './conversion/convert';
import type { DeliveryStreamDefinition, Output } from './definition';
import type { FirehoseEnvironment } from './environment';
import type { Failure } from './error-record';
import type { OutputKind } from './log';
import type { DeliveryRecord } from './record';

/** An object, as it is to be stored. */
export interface Built {
  readonly body: Uint8Array;
  readonly suffix: string;
  readonly contentEncoding: string | undefined;
  /** Before compression. */
  readonly bytes: number;
  /** Those that are in it. */
  readonly records: readonly DeliveryRecord[];
  /** Those that could not be converted. */
  readonly failed: readonly { readonly record: DeliveryRecord; readonly failure: Failure }[];
}

/** Makes an object of records: joined and compressed, or converted. */
export async function buildObject(
  kind: OutputKind,
  output: Output,
  records: readonly DeliveryRecord[],
  { processing, conversion }: DeliveryStreamDefinition,
  { scheduler, ids }: FirehoseEnvironment,
): Promise<Built> {
  if (kind === 'data' && conversion !== undefined) {
    const { body, converted, failed, bytes } = await convert(records, conversion);
    const suffix = output.fileExtension ?? '.parquet';
    return { body, suffix, contentEncoding: CONVERTED_ENCODING, bytes, records: converted, failed };
  }
  const joined = join(records, kind === 'data' ? processing.delimiter : undefined);
  const { suffix, contentEncoding, compress } = COMPRESSORS[output.compression];
  return {
    body: joined.length === 0 ? joined : await compress(joined, scheduler.now(), ids),
    suffix: output.fileExtension ?? suffix,
    contentEncoding,
    bytes: joined.length,
    records,
    failed: [],
  };
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
