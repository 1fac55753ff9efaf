import type { KinesisOrigin } from './record';

/** What the local log tells of deliveries. */
export type FirehoseLogEntry = DeliveredEntry | BufferingEntry | DroppedEntry | RetryEntry | NoteEntry;

/** An object is in its bucket. */
export interface DeliveredEntry {
  readonly kind: 'delivered';
  readonly stream: string;
  readonly output: OutputKind;
  readonly bucket: string;
  readonly key: string;
  /** How many records, or errors, it holds. */
  readonly records: number;
  /** Before compression. */
  readonly bytes: number;
  /** As stored. */
  readonly size: number;
  /** Where each of its records was in the source stream, in their order in the object; undefined for direct puts. */
  readonly origins: () => readonly (KinesisOrigin | undefined)[];
  /** Ordinals of direct puts, in their order in the object; undefined for records of a stream. */
  readonly ordinals: () => readonly (number | undefined)[];
}

/** A buffer was begun: it is delivered when it is full, and at the latest after its interval. */
export interface BufferingEntry {
  readonly kind: 'buffering';
  readonly stream: string;
  readonly output: OutputKind;
  /** Milliseconds of waiting time. */
  readonly interval: number;
}

/** The function of a transform dropped records. */
export interface DroppedEntry {
  readonly kind: 'dropped';
  readonly stream: string;
  readonly origins: () => readonly (KinesisOrigin | undefined)[];
  readonly ordinals: () => readonly (number | undefined)[];
}

export type OutputKind = 'data' | 'error' | 'backup';

/** Something failed and is tried again. */
export interface RetryEntry {
  readonly kind: 'retry';
  readonly stream: string;
  /** As Firehose names it in its CloudWatch log, such as `S3.AccessDenied`. */
  readonly code: string;
  readonly message: string;
  readonly attempt: number;
  /** Milliseconds until the next attempt. */
  readonly delay: number;
}

/** Something a person should know: records that run together, records lost, records refused. */
export interface NoteEntry {
  readonly kind: 'note';
  readonly level: 'info' | 'warning' | 'error';
  readonly stream: string;
  readonly message: string;
}

export type FirehoseLog = (entry: FirehoseLogEntry) => void;
