import type { RecordRun } from './record-runs';

/** What the trace log holds: heads of its frames. Times are milliseconds since the epoch. */
export type TraceEntry =
  | StartEntry
  | RequestEntry
  | DeliveredTrace
  | DroppedTrace
  | BufferingTrace
  | CalledTrace
  | GivenUpTrace;

/** What runs; every segment begins with it. */
export interface StartEntry {
  readonly kind: 'start';
  /** When the run began. */
  readonly began: number;
  readonly streams: readonly { readonly name: string; readonly arn: string }[];
  /** `source` is the ARN of a stream, or `DirectPut`. */
  readonly deliveries: readonly {
    readonly name: string;
    readonly source: string;
    /** Of direct put: what the ids of its records begin with. */
    readonly idPrefix?: string;
  }[];
  /** Event source mappings; `source` is the ARN of a stream or queue. */
  readonly mappings?: readonly TracedMapping[];
}

export interface TracedMapping {
  readonly id: string;
  readonly functionName: string;
  readonly source: string;
}

/** A request to the front door. Its bodies follow: request, what was sent on, what came back, and the answer. */
export interface RequestEntry {
  readonly kind: 'request';
  readonly at: number;
  readonly id: string;
  /** The extended id, which stands in errors. */
  readonly extendedId: string;
  readonly method: string;
  /** As it came, signatures in it aside. */
  readonly url: string;
  readonly sourceIp: string;
  /** Lines `name: value`, without those that prove who calls. */
  readonly headers: string;
  /** `AWS kinesis:action/PutRecord`; absent where no route was found. */
  readonly target?: string;
  /** Construct path of the method. */
  readonly position?: string;
  readonly status: number;
  /** Milliseconds. */
  readonly latency: number;
  /** Why the gateway itself answered. */
  readonly reason?: string;
  /** Bytes of each body; null for an absent one. */
  readonly lengths: readonly (number | null)[];
  /** How many of them follow. */
  readonly kept: readonly number[];
}

/** An object that was delivered. */
export interface DeliveredTrace {
  readonly kind: 'delivered';
  readonly at: number;
  readonly delivery: string;
  readonly output: 'data' | 'error' | 'backup';
  readonly bucket: string;
  readonly key: string;
  readonly records: number;
  /** Before compression. */
  readonly bytes: number;
  readonly runs: readonly RecordRun[];
}

/** Records that a transform dropped. */
export interface DroppedTrace {
  readonly kind: 'dropped';
  readonly at: number;
  readonly delivery: string;
  readonly runs: readonly RecordRun[];
}

/** A buffer that began. */
export interface BufferingTrace {
  readonly kind: 'buffering';
  readonly at: number;
  readonly delivery: string;
  readonly output: 'data' | 'error' | 'backup';
  /** When it is delivered at the latest. */
  readonly due: number;
}

/** Records that a mapping called its function with. */
export interface CalledTrace {
  readonly kind: 'called';
  readonly at: number;
  readonly mapping: string;
  readonly requestId: string;
  /** How many from the front are done. */
  readonly done: number;
  /** Why the rest is not. */
  readonly failure?: string;
  readonly runs: readonly RecordRun[];
}

/** Records that a mapping gave up. */
export interface GivenUpTrace {
  readonly kind: 'given-up';
  readonly at: number;
  readonly mapping: string;
  readonly condition: string;
  /** ARN of what took them. */
  readonly destination?: string;
  readonly runs: readonly RecordRun[];
}
