import type { Failure } from '../error-record';
import type { DeliveryRecord } from '../record';
import { type Cell, readCell } from './cell';
import type { Conversion } from './definition';
import { readDocuments } from './documents';
import { RowError } from './errors';
import { fieldReader } from './field-reader';
import { writeParquet } from './parquet';

/** Records as a file of rows. */
export interface Converted {
  /** Empty where there are no rows. */
  readonly body: Uint8Array;
  /** Bytes of the records. */
  readonly bytes: number;
  readonly converted: DeliveryRecord[];
  readonly failed: readonly { readonly record: DeliveryRecord; readonly failure: Failure }[];
}

/** Rows read between two turns of the event loop. */
const PER_TURN = 2_000;

/** Makes a Parquet file of records: each JSON object in a record is a row. A record that is none fails alone, and whole. */
export async function convert(records: readonly DeliveryRecord[], conversion: Conversion): Promise<Converted> {
  const { columns } = conversion.table;
  const read = fieldReader(conversion.deserializer);
  const rows: Cell[][] = columns.map(() => []);
  const converted: DeliveryRecord[] = [];
  const failed: { record: DeliveryRecord; failure: Failure }[] = [];
  let bytes = 0;
  for (const [index, record] of records.entries()) {
    if (index % PER_TURN === PER_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    try {
      const documents = readDocuments(record.data);
      const cells = documents.map((document) => {
        const fields = read.fields(document);
        return columns.map(({ name, type }) => readCell(fields(name), type, name, read));
      });
      for (const row of cells) for (const [column, cell] of row.entries()) rows[column]?.push(cell);
      converted.push(record);
      bytes += record.data.length;
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      failed.push({ record, failure: { code: error.code, message: error.message, attempts: 1 } });
    }
  }
  const hasRows = (rows[0]?.length ?? 0) > 0;
  return { body: hasRows ? writeParquet(columns, rows, conversion) : new Uint8Array(0), bytes, converted, failed };
}
