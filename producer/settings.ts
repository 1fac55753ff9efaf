import { systemTiming, type Timing } from './timing';

/** Settings that the producers of all services have. Times are in milliseconds. */
export interface ProducerOptions {
  /**
   * Records that may be queued, those on their way included.
   * @default 10000
   */
  readonly maxQueuedRecords?: number;
  /**
   * Bytes that may be queued: a record is taken while there are fewer.
   * @default 67108864, 64 MiB
   */
  readonly maxQueuedBytes?: number;
  /**
   * The longest a record waits for others to fill a request, or an aggregated record.
   * @default 50
   */
  readonly linger?: number;
  /**
   * Requests on their way at a time.
   * @default 4
   */
  readonly concurrency?: number;
  /**
   * How long a record is tried before it is given up.
   * @default 30000
   */
  readonly timeout?: number;
  /**
   * How long one request may take. It is then given up and tried again, so that its records may be stored twice.
   * @default 10000
   */
  readonly requestTimeout?: number;
  /**
   * The most the first retry waits; each one after it may wait twice as long. The wait is random, from nothing on.
   * @default 100
   */
  readonly retryDelay?: number;
  /**
   * The most any retry waits.
   * @default 5000
   */
  readonly maxRetryDelay?: number;
  /**
   * Whether a request that is refused whole is sent again in halves, to find the record at fault, in 32 requests at most.
   * @default true
   */
  readonly isolateRefused?: boolean;
  /** Time and chance, for tests. @default - the process's own */
  readonly timing?: Timing;
}

/** The settings with their defaults. @throws RangeError for one out of range */
export function settingsOf(options: ProducerOptions) {
  const take = (name: keyof ProducerOptions, value: number | undefined, standard: number, least: number): number => {
    const taken = value ?? standard;
    if (taken >= least) return taken;
    throw new RangeError(`'${name}' must be at least ${least}, got ${taken}`);
  };
  return {
    maxQueuedRecords: take('maxQueuedRecords', options.maxQueuedRecords, 10_000, 1),
    maxQueuedBytes: take('maxQueuedBytes', options.maxQueuedBytes, 67_108_864, 1),
    linger: take('linger', options.linger, 50, 0),
    concurrency: take('concurrency', options.concurrency, 4, 1),
    timeout: take('timeout', options.timeout, 30_000, 0),
    requestTimeout: take('requestTimeout', options.requestTimeout, 10_000, 1),
    backoff: {
      base: take('retryDelay', options.retryDelay, 100, 0),
      cap: take('maxRetryDelay', options.maxRetryDelay, 5_000, 0),
    },
    isolateRefused: options.isolateRefused ?? true,
    timing: options.timing ?? systemTiming,
  };
}
