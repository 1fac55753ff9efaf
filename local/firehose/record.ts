import type { Handle } from './acknowledgement';

/** Where in a Kinesis stream a record was. */
export interface KinesisOrigin {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** Of a record inside an aggregated one. */
  readonly subsequenceNumber: number;
}

/** The same of one record, with what it came under. */
export interface KeyedOrigin extends KinesisOrigin {
  readonly partitionKey: string;
}

/** A record on its way through a delivery stream. */
export interface DeliveryRecord {
  readonly data: Buffer;
  /** Approximate arrival, in milliseconds since the epoch. */
  readonly arrival: number;
  readonly handle: Handle;
  readonly kinesis?: KeyedOrigin;
  /** Of a direct put: its place among all that were put to the delivery stream, from 0. */
  readonly ordinal?: number;
  /** Partition keys given by the transform. */
  readonly lambdaKeys?: Readonly<Record<string, string>>;
  /** Partition keys taken by the query. */
  readonly queryKeys?: Readonly<Record<string, string>>;
}

/** Kinds of failure, as `!{firehose:error-output-type}` prints them. */
export type ErrorType = 'processing-failed' | 'format-conversion-failed' | 'activePartitionExceeded';
