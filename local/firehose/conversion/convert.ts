import type { Failure } from '../error-record';
import type { DeliveryRecord } from '../record';
import type { Conversion } from './definition';

/** Records as a file of rows. */
export interface Converted {
  readonly body: Uint8Array;
  /** Bytes of the records. */
  readonly bytes: number;
  readonly converted: readonly DeliveryRecord[];
  readonly failed: readonly { readonly record: DeliveryRecord; readonly failure: Failure }[];
}

export async function convert(_records: readonly DeliveryRecord[], _conversion: Conversion): Promise<Converted> {
  throw new Error('not yet');
}
