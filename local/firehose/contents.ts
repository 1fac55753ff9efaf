import type { DeliveryRecord, KinesisOrigin } from './record';

/** What is gathered for one object. */
export interface Contents {
  /** How many records. */
  readonly count: number;
  /** What they take in memory, roughly, in bytes. */
  readonly held: number;
  /** The records one by one; none where only their bytes are kept. */
  readonly records: readonly DeliveryRecord[];
  /** By whose partition keys the object is named. */
  readonly first: Pick<DeliveryRecord, 'queryKeys' | 'lambdaKeys'> | undefined;
  /** Whether a record that ends in no newline is followed by another. */
  readonly runTogether: boolean;
  /** Takes a record, and its hold. */
  add(record: DeliveryRecord): void;
  /** Lets go of the sources of all of them. */
  release(): void;
  /** Where each record was in the source stream; undefined for direct puts. */
  origins(): readonly (KinesisOrigin | undefined)[];
  /** Ordinals of direct puts; undefined for records of a stream. */
  ordinals(): readonly (number | undefined)[];
}
