import type { ProducerError, PutOptions } from '../../producer';
import type { ProducerConfig } from './config';
import type { OutRecord } from './records';

/** What writes records, and tells how many had to be sent again. */
export interface Writer {
  /** Why a record would be refused whatever the service says. */
  tryRefuse(record: OutRecord): ProducerError | undefined;
  put(record: OutRecord, options: PutOptions): Promise<object>;
  /** Sends what was put, without waiting for more. */
  flush(): Promise<void>;
  readonly counts: { readonly retried: number };
}

/** How a function writes: what a request brings goes out at once, and comes back inside the time of the function. */
export const WRITER_SETTINGS = {
  linger: 0,
  retryDelay: 50,
  maxRetryDelay: 1_000,
  requestTimeout: 5_000,
  // A request with a record at fault is refused whole, as on the routes without a function.
  isolateRefused: false,
} as const;

/** Loads the client of the one service that is written to. */
export function loadWriter(config: ProducerConfig): Writer {
  if (config.service === 'kinesis') {
    const { kinesisWriter }: typeof import('./kinesis-writer') = require('./kinesis-writer');
    return kinesisWriter(config);
  }
  const { firehoseWriter }: typeof import('./firehose-writer') = require('./firehose-writer');
  return firehoseWriter(config);
}
