import { type Deployment, PropertyReader, type Resource } from '../assembly';
import { type FirehoseLog, tryDestination } from '../firehose';
import type { RoleAuthority } from './role-authority';

const SERVICE = 'firehose.amazonaws.com';

/** Who writes the errors of a delivery, and where to. */
interface ErrorLog {
  readonly delivery: string | undefined;
  readonly roleArn: string;
  /** ARN of the log stream. */
  readonly logStream: string;
}

/**
 * Asks, with each error of a delivery that has a CloudWatch log, for the grant to write it there. What is missing is told
 * once, and nothing else comes of it: on AWS the log stays empty, and the delivery goes on.
 *
 * Source: Firehose developer guide, "Monitor Amazon Data Firehose using CloudWatch Logs".
 */
export function askForErrorLogs(deployment: Deployment, authority: RoleAuthority): FirehoseLog {
  const logs = new Map(
    deployment
      .ofType('AWS::KinesisFirehose::DeliveryStream')
      .map((resource) => [resource.physicalId, tryErrorLog(resource, deployment)]),
  );
  return (entry) => {
    const isError = entry.kind === 'retry' || (entry.kind === 'delivered' && entry.output === 'error');
    const log = isError ? logs.get(entry.stream) : undefined;
    if (log === undefined) return;
    const { roleArn, delivery, logStream } = log;
    if (authority.untrusted(roleArn, { service: SERVICE, source: delivery }) !== undefined) return;
    authority.refusal(roleArn, 'logs:PutLogEvents', logStream);
  };
}

/** Undefined where errors are not logged. */
function tryErrorLog(resource: Resource, { partition, region, account }: Deployment): ErrorLog | undefined {
  const destination = tryDestination(PropertyReader.of(resource));
  const options = destination?.tryRecord('CloudWatchLoggingOptions');
  const [group, stream] = [options?.tryText('LogGroupName'), options?.tryText('LogStreamName')];
  if (destination === undefined || !options?.tryFlag('Enabled') || group === undefined || stream === undefined) {
    return undefined;
  }
  const logStream = `arn:${partition}:logs:${region}:${account}:log-group:${group}:log-stream:${stream}`;
  return { delivery: resource.arn, roleArn: destination.text('RoleARN'), logStream };
}
