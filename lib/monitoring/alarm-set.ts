import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { admitCloudWatch } from './admit-cloudwatch';
import type { AlarmRule } from './alarm-rule';

/** Alarms that notify one topic when they go off and when that is over, and are quiet while there is no data. */
export class AlarmSet {
  public readonly alarms: cloudwatch.Alarm[] = [];
  private readonly action: cloudwatch.IAlarmAction | undefined;

  /** @param topic CloudWatch is allowed to publish to it. Without it the alarms have no action. */
  public constructor(
    private readonly scope: Construct,
    topic?: sns.ITopic,
  ) {
    if (topic === undefined) return;
    this.action = new SnsAction(topic);
    admitCloudWatch(scope, topic);
  }

  public add(id: string, rule: AlarmRule, scope: Construct = this.scope): void {
    const alarm = new cloudwatch.Alarm(scope, id, {
      metric: rule.metric,
      threshold: rule.threshold,
      comparisonOperator: rule.comparisonOperator ?? cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: rule.evaluationPeriods ?? 1,
      alarmDescription: rule.description,
      // No data is no traffic, not a failure.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (this.action !== undefined) {
      alarm.addAlarmAction(this.action);
      alarm.addOkAction(this.action);
    }
    this.alarms.push(alarm);
  }
}
