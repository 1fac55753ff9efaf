import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** What an alarm goes off at. */
export interface AlarmRule {
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly description: string;
  /** At or above the threshold, unless given. */
  readonly comparisonOperator?: cloudwatch.ComparisonOperator;
  /** Periods of five minutes; one, unless given. */
  readonly evaluationPeriods?: number;
}
