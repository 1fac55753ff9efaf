import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Props of `TunnelLogs`. */
export interface TunnelLogsProps {
  readonly retention: logs.RetentionDays;
  readonly encryptionKey?: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** Where tunnels write what IKE and BGP say. */
export class TunnelLogs extends Construct {
  public readonly logGroup: logs.LogGroup;

  public constructor(scope: Construct, id: string, props: TunnelLogsProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'LogGroup', props);
  }

  /** The log options of a tunnel. */
  public optionsFor(bgp: boolean): ec2.CfnVPNConnection.VpnTunnelLogOptionsSpecificationProperty {
    // The log group's own attribute ends in `:*`, which EC2 does not take.
    const logGroupArn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: this.logGroup.logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const ike = { logEnabled: true, logGroupArn, logOutputFormat: 'json' };
    const sessions = { bgpLogEnabled: true, bgpLogGroupArn: logGroupArn, bgpLogOutputFormat: 'json' };
    return { cloudwatchLogOptions: bgp ? { ...ike, ...sessions } : ike };
  }
}
