import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { EventDelivery } from '../delivery';
import type { AlarmRule } from './alarm-rule';

/** Longest interval Firehose buffers for, in seconds: what is certain of one known at deployment only. */
const LONGEST_BUFFERING = 900;

/** A rule by its id, and the deliveries it is for: all of them, unless it says which. */
interface DeliveryAlarm {
  readonly id: string;
  appliesTo?(delivery: EventDelivery): boolean;
  rule(delivery: EventDelivery): AlarmRule;
}

/** What is watched of a delivery. */
const DELIVERY_ALARMS: readonly DeliveryAlarm[] = [
  {
    id: 'Freshness',
    rule: (delivery) => ({
      metric: delivery.metricDataFreshness(),
      threshold: bufferingSeconds(delivery) * 2 + 600,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 2,
      description: 'The oldest event Firehose holds is older than its buffer explains: delivery is behind',
    }),
  },
  {
    id: 'Failures',
    rule: (delivery) => ({
      metric: delivery.metricDeliverySuccess(),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      description: 'Firehose cannot write to the archive. It retries; after 24 hours direct puts are lost',
    }),
  },
  {
    id: 'Throttles',
    appliesTo: ({ source }) => source.sourceStream === undefined,
    rule: (delivery) => ({
      metric: delivery.metricThrottledRecords(),
      threshold: 1,
      description: 'More is put than the direct-put quota takes: producers are answered 429',
    }),
  },
  {
    id: 'FailedConversions',
    appliesTo: ({ _steps }) => _steps.converts,
    rule: (delivery) => ({
      metric: delivery.metricFailedConversions(),
      threshold: 1,
      description: 'Events do not fit the columns: they lie below the error prefix, and no query finds them',
    }),
  },
  {
    id: 'TransformFailures',
    appliesTo: ({ _steps }) => _steps.transforms,
    rule: (delivery) => ({
      metric: delivery.metricTransformSuccess(),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      description: 'Calls of the transform fail: after the retries their events go to the error prefix',
    }),
  },
  {
    id: 'TooManyPartitions',
    appliesTo: ({ _steps }) => _steps.partitions,
    rule: (delivery) => ({
      metric: delivery.metricPartitionCountExceeded(),
      threshold: 1,
      description: 'More partitions are active than Firehose keeps: events of new ones go to the error prefix',
    }),
  },
  {
    id: 'BackupFailures',
    appliesTo: ({ _steps }) => _steps.backsUp,
    rule: (delivery) => ({
      metric: delivery.metricBackupSuccess(),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      description: 'Firehose cannot write the raw backup',
    }),
  },
];

/** The rules for one delivery, by id: those for what is switched on. */
export function deliveryAlarms(delivery: EventDelivery): [string, AlarmRule][] {
  return DELIVERY_ALARMS.filter(({ appliesTo }) => appliesTo?.(delivery) ?? true).map(({ id, rule }) => [
    id,
    rule(delivery),
  ]);
}

function bufferingSeconds({ bufferingInterval }: EventDelivery): number {
  return bufferingInterval.isUnresolved() ? LONGEST_BUFFERING : bufferingInterval.toSeconds();
}
