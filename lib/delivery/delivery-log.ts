import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Where Firehose tells why a delivery failed: one log stream for each kind of object. */
export class DeliveryLog extends Construct {
  public readonly logGroup: logs.LogGroup;

  /** ARNs of the log streams. */
  public readonly streamArns: string[] = [];

  public constructor(scope: Construct, id: string, retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH) {
    super(scope, id);
    // The log tells of failures; the events themselves lie below the error prefix of the archive, which is kept.
    this.logGroup = new logs.LogGroup(this, 'Group', { retention, removalPolicy: RemovalPolicy.DESTROY });
  }

  /** Logging options of one destination, with a log stream of its own. */
  public options(id: string) {
    const { logGroupName } = this.logGroup;
    const stream = new logs.LogStream(this, id, { logGroup: this.logGroup, removalPolicy: RemovalPolicy.DESTROY });
    this.streamArns.push(
      Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${logGroupName}:log-stream:${stream.logStreamName}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    return { enabled: true, logGroupName, logStreamName: stream.logStreamName };
  }
}
