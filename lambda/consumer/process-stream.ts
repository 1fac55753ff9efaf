import { BatchProcessor, EventType } from '@aws-lambda-powertools/batch';
import { makeLogger } from '../support/logging';
import { makeMetrics } from '../support/metrics';
import { checkFormat, readConfig } from './config';
import { decode, type EventFormat } from './decode';
import { EventError } from './event-error';
import type { HandleOnce } from './handle-once';
import { report } from './report';
import type { BatchResponse, InvocationContext, KinesisEvent } from './stream-event';
import { identityOf, recordsOf, type StreamRecord } from './stream-record';

/** What is left of a call's time, in milliseconds, when no further event is begun. */
const TIME_MARGIN = 1_000;

/** Handles one event. What it throws fails that event. */
export type HandleEvent<T = unknown> = (
  event: T,
  record: StreamRecord,
  context: InvocationContext,
) => Promise<void> | void;

/** Options of `processStream`. */
export interface StreamOptions<T = unknown> {
  /**
   * What an event is handed over as: `json` parsed, `text`, or `bytes`. Bytes that are not of the format fail.
   * @default json
   */
  readonly format?: EventFormat;
  /**
   * Whether the events of a batch are handled at the same time. In order, one that fails holds back those after it, which
   * are delivered again; at the same time, those after it may have been handled, and are then passed over.
   * @default false
   */
  readonly parallel?: boolean;
  /**
   * What makes an event the same as another, where its place in the stream does not: an id that its producer gave it, so
   * that one sent twice is handled once. Has no effect without a table.
   * @default - its place in the stream
   */
  readonly idempotencyKey?: (event: T, record: StreamRecord) => string | undefined;
}

/** A function for an event source mapping of a stream, with `ReportBatchItemFailures`. */
export type StreamFunction = (event: KinesisEvent, context: InvocationContext) => Promise<BatchResponse>;

/** An event on its way, as Powertools takes it: failures are told by the sequence number. */
interface Work {
  readonly [member: string]: unknown;
  readonly kinesis: { readonly sequenceNumber: string };
  readonly record: StreamRecord;
}

/**
 * Makes the handler of a function that reads a stream: each event by itself, with those that a producer aggregated told
 * apart, once where `LambdaConsumer` gives it a table, failures reported one by one. Counts and failures are logged;
 * nothing of an event is.
 *
 * @throws ConfigError
 */
export function processStream<T = unknown>(handle: HandleEvent<T>, options: StreamOptions<T> = {}): StreamFunction {
  const { format = 'json', idempotencyKey, parallel = false } = options;
  checkFormat(format);
  const logger = makeLogger('consumer');
  const metrics = makeMetrics('consumer');
  const once = tryHandleOnce(readConfig(process.env.CONSUMER_CONFIG));

  return async (event, context) => {
    const counts = { handled: 0, repeated: 0 };
    const failures: { record: StreamRecord; error: EventError }[] = [];
    const tryHandle = async (record: StreamRecord, isFirst: boolean): Promise<void> => {
      if (!parallel && failures.length > 0) throw new EventError('order');
      if (!isFirst && context.getRemainingTimeInMillis() < TIME_MARGIN) throw new EventError('time');
      const decoded = decode(record.data, format) as T;
      const work = async (): Promise<void> => handle(decoded, record, context);
      // An id that is empty tells nothing apart.
      const key = once && (idempotencyKey?.(decoded, record) || identityOf(record));
      const isNew = once === undefined ? await work().then(() => true) : await once(key ?? '', work, context);
      counts[isNew ? 'handled' : 'repeated']++;
    };
    const works = recordsOf(event).map((record): Work => {
      return { kinesis: { sequenceNumber: record.sequenceNumber }, record };
    });
    const processor = new BatchProcessor(EventType.KinesisDataStreams);
    const process = async (work: Work): Promise<void> => {
      const { record } = work;
      try {
        await tryHandle(record, work === works[0]);
      } catch (cause) {
        const error = cause instanceof EventError ? cause : new EventError('handler', { cause });
        failures.push({ record, error });
        throw error;
      }
    };
    // Thrown, a batch that failed as a whole would be logged with what was thrown for each event.
    processor.register(works, process as (work: never) => Promise<void>, {
      processInParallel: parallel,
      throwOnFullBatchFailure: false,
    });
    await processor.process();
    report({ ...counts, failures }, logger, metrics);
    const failed = processor.response().batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    return { batchItemFailures: [...new Set(failed)].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function tryHandleOnce({ idempotency }: ReturnType<typeof readConfig>): HandleOnce | undefined {
  if (idempotency === undefined) return undefined;
  // Loaded where it is needed alone: the client takes longer to load than all the rest.
  const { handleOnce } = require('./handle-once') as typeof import('./handle-once');
  return handleOnce(idempotency);
}
