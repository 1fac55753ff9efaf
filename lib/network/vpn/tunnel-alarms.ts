import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { admitCloudWatch } from '../../monitoring/admit-cloudwatch';
import type { VpnConnection } from './vpn-connection';

const { LESS_THAN_THRESHOLD, LESS_THAN_OR_EQUAL_TO_THRESHOLD } = cloudwatch.ComparisonOperator;

/** Watches each connection: a tunnel is down, and all are. Both say so to `topic`, and when it is over. */
export function watchTunnels(
  scope: Construct,
  connections: readonly VpnConnection[],
  topic: sns.ITopic | undefined,
): cloudwatch.Alarm[] {
  if (topic !== undefined) admitCloudWatch(scope, topic);
  const alarms = connections.flatMap((connection) => [oneDown(connection), allDown(connection)]);
  if (topic === undefined) return alarms;
  const action = new SnsAction(topic);
  for (const alarm of alarms) {
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
  return alarms;
}

function oneDown(connection: VpnConnection): cloudwatch.Alarm {
  return connection.metricTunnelState({ statistic: 'Minimum' }).createAlarm(connection, 'TunnelDown', {
    ...COMMON,
    threshold: 1,
    comparisonOperator: LESS_THAN_THRESHOLD,
    // AWS takes down one tunnel at a time for maintenance: one period is no news.
    evaluationPeriods: 3,
    alarmDescription: `A tunnel to site ${connection.siteName} is down: events still arrive, by the other one`,
  });
}

function allDown(connection: VpnConnection): cloudwatch.Alarm {
  return connection.metricTunnelState({ statistic: 'Maximum' }).createAlarm(connection, 'AllTunnelsDown', {
    ...COMMON,
    threshold: 0,
    comparisonOperator: LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    alarmDescription: `No tunnel to site ${connection.siteName} is up by this connection: events wait at the device`,
  });
}

/** Tunnels tell their state whether used or not: silence says that the connection is gone, not that it is up. */
const COMMON = { treatMissingData: cloudwatch.TreatMissingData.MISSING };
