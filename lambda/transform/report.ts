import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { TransformedBatch } from './transform-batch';

/** Most record ids in one line of the log. */
const MAX_IDS = 10;

/**
 * Says what became of a batch: counts as metrics, and a line of the log for each reason records failed for. Neither
 * holds anything of an event.
 */
export function report(
  { answer, failed }: TransformedBatch,
  invocationId: string,
  logger: Logger,
  metrics: Metrics,
): void {
  metrics.addMetric('TransformedRecords', MetricUnit.Count, answer.records.length - failed.length);
  metrics.addMetric('FailedRecords', MetricUnit.Count, failed.length);
  const groups = new Map<string, (typeof failed)[number][]>();
  for (const one of failed) {
    const group = groups.get(one.rejection.message);
    if (group === undefined) groups.set(one.rejection.message, [one]);
    else group.push(one);
  }
  for (const group of groups.values()) {
    const [
      {
        rejection: { reason, place },
      } = { rejection: { reason: 'internal', place: undefined } },
    ] = group;
    const recordIds = group.slice(0, MAX_IDS).map(({ recordId }) => recordId);
    logger.warn('records failed', {
      reason,
      ...(place !== undefined && { place }),
      count: group.length,
      recordIds,
      invocationId,
    });
    const single = metrics.singleMetric();
    single.addDimension('reason', reason);
    single.addMetric('FailedRecordsByReason', MetricUnit.Count, group.length);
  }
  metrics.publishStoredMetrics();
}
