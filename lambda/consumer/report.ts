import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { EventError } from './event-error';
import type { StreamRecord } from './stream-record';

/** Most failures that a batch has a line for each. */
const MAX_LINES = 10;
const MAX_FRAMES = 5;
const CLASS_NAME = /^[A-Za-z_$][\w$]{0,63}$/;

/** What became of a batch. */
export interface BatchOutcome {
  /** Events that were handled now. */
  readonly handled: number;
  /** Events that had been handled before. */
  readonly repeated: number;
  readonly failures: readonly { readonly record: StreamRecord; readonly error: EventError }[];
}

/**
 * Says what became of a batch: counts as metrics, and a line of the log for each failure. Neither holds anything of an
 * event: of what the code threw, the class and the places in the code are told, and not its message.
 */
export function report({ failures, handled, repeated }: BatchOutcome, logger: Logger, metrics: Metrics): void {
  // What waits for one that failed is tried again, and counts then.
  const failed = failures.filter(({ error }) => error.reason !== 'order');
  metrics.addMetric('EventsHandled', MetricUnit.Count, handled);
  metrics.addMetric('EventsRepeated', MetricUnit.Count, repeated);
  metrics.addMetric('EventsFailed', MetricUnit.Count, failed.length);
  metrics.publishStoredMetrics();
  for (const { error, record } of failed.slice(0, MAX_LINES)) {
    const { sequenceNumber, shardId, subSequenceNumber } = record;
    const place = { shardId, sequenceNumber, ...(subSequenceNumber !== undefined && { subSequenceNumber }) };
    logger.error('an event failed', { reason: error.reason, ...place, ...describe(error.cause) });
  }
  const untold = failed.length - MAX_LINES;
  if (untold > 0) logger.error('more events failed', { count: untold });
}

/** Class and stack of what was thrown; its message may quote the event. */
function describe(cause: unknown): { readonly thrown?: string; readonly at?: readonly string[] } {
  if (!(cause instanceof Error)) return {};
  const { name, stack = '' } = cause;
  const heading = `${cause}\n`;
  // Without the message at its head, where the stack begins cannot be told from what the message may hold.
  const frames = stack.startsWith(heading) ? stack.slice(heading.length).split('\n') : [];
  const at = frames.slice(0, MAX_FRAMES).map((line) => line.trim());
  return { thrown: CLASS_NAME.test(name) ? name : 'Error', ...(at.length > 0 && { at }) };
}
