import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { CfnApplication, CfnApplicationCloudWatchLoggingOption } from 'aws-cdk-lib/aws-kinesisanalyticsv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { checkInteger, checkRange } from '../checks/range';
import { AlarmSet } from '../monitoring/alarm-set';
import { streamRetention } from '../monitoring/stream-retention';
import { warnUnknownKey } from '../stream/stream-grants';
import type { FlinkConsumerProps } from './flink-consumer-props';
import { FlinkLogLevel, FlinkMetricsLevel, FlinkRuntime } from './flink-options';
import { flinkRole } from './flink-role';

const SOURCE_GROUP = 'sluice.source';
const RUN_GROUP = 'kinesis.analytics.flink.run.options';
/** Periods of five minutes. */
const LASTING = 3;

/**
 * Reads a stream with a program for Apache Flink, run by Amazon Managed Service for Apache Flink. A new application is
 * made but not started: `aws kinesisanalyticsv2 start-application --application-name NAME`. One that runs is updated in
 * place, from a snapshot of its state.
 */
export class FlinkConsumer extends Construct {
  /** The application. */
  public readonly application: CfnApplication;

  /** Its name, to start it by. */
  public readonly applicationName: string;

  /** Its role. Allow it what the program writes to. */
  public readonly role: iam.Role;

  /** Its log. */
  public readonly logGroup: logs.LogGroup;

  /** Security groups in the VPC; undefined without one. */
  public readonly securityGroups?: ec2.ISecurityGroup[];

  /** All alarms. */
  public readonly alarms: cloudwatch.Alarm[];

  public constructor(scope: Construct, id: string, props: FlinkConsumerProps) {
    super(scope, id);
    validate(props);
    const retention = streamRetention(this, props.stream, props.retention);
    warnUnknownKey(this, props.stream);

    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    this.logGroup = new logs.LogGroup(this, 'Log', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy,
    });
    const { logStreamName } = new logs.LogStream(this, 'LogStream', { logGroup: this.logGroup, removalPolicy });
    const { logGroupName, stack } = this.logGroup;
    const resourceName = `${logGroupName}:log-stream:${logStreamName}`;
    const logStreamArn = `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${resourceName}`;

    const { vpc } = props;
    this.securityGroups =
      vpc === undefined ? undefined : (props.securityGroups ?? [new ec2.SecurityGroup(this, 'SecurityGroup', { vpc })]);
    const code = props.code._bind(this);
    const { logGroup } = this;
    this.role = flinkRole(this, { stream: props.stream, code, logGroup, logStreamArn, inVpc: vpc !== undefined });
    this.application = new CfnApplication(this, 'Application', {
      runtimeEnvironment: (props.runtime ?? FlinkRuntime.FLINK_1_20).name,
      applicationDescription: `Reads a stream: ${this.node.path}`.slice(0, 1_024),
      serviceExecutionRole: this.role.roleArn,
      applicationConfiguration: {
        applicationCodeConfiguration: {
          codeContentType: 'ZIPFILE',
          codeContent: { s3ContentLocation: code.content },
        },
        applicationSnapshotConfiguration: { snapshotsEnabled: props.snapshots ?? true },
        applicationSystemRollbackConfiguration: { rollbackEnabled: props.systemRollback ?? true },
        environmentProperties: { propertyGroups: this.propertyGroups(props) },
        flinkApplicationConfiguration: flinkConfiguration(props),
        vpcConfigurations: this.vpcConfigurations(props),
      },
    });
    this.applicationName = this.application.ref;
    new CfnApplicationCloudWatchLoggingOption(this, 'Logging', {
      applicationName: this.applicationName,
      cloudWatchLoggingOption: { logStreamArn },
    });
    this.alarms = this.watch(props, retention);
  }

  /** A metric of the application, such as `numRecordsInPerSecond`. Default: maximum over 5 minutes. */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/KinesisAnalytics',
      metricName,
      dimensionsMap: { Application: this.applicationName },
      statistic: 'Maximum',
      ...options,
    }).attachTo(this);
  }

  /** How long the application has been failing or restarting, in milliseconds: `downtime`, maximum. */
  public metricDowntime(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('downtime', options);
  }

  /** Restarts since the application was started: `fullRestarts`, maximum. */
  public metricFullRestarts(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('fullRestarts', options);
  }

  /** Time of the last checkpoint, in milliseconds: `lastCheckpointDuration`, maximum. */
  public metricCheckpointDuration(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('lastCheckpointDuration', options);
  }

  private propertyGroups({ code, propertyGroups = {}, stream }: FlinkConsumerProps) {
    const source = {
      'stream.arn': stream.streamArn,
      'stream.name': stream.streamName,
      'aws.region': Stack.of(this).region,
    };
    const run = code._runOptions;
    const groups = { ...propertyGroups, [SOURCE_GROUP]: source, ...(run && { [RUN_GROUP]: run }) };
    return Object.entries(groups).map(([propertyGroupId, propertyMap]) => ({ propertyGroupId, propertyMap }));
  }

  private vpcConfigurations({ vpc, vpcSubnets }: FlinkConsumerProps) {
    if (vpc === undefined) return undefined;
    const { subnetIds } = vpc.selectSubnets(vpcSubnets);
    return [{ subnetIds, securityGroupIds: this.securityGroups?.map((group) => group.securityGroupId) ?? [] }];
  }

  private watch(props: FlinkConsumerProps, retention: Duration): cloudwatch.Alarm[] {
    const set = new AlarmSet(this, props.alarmTopic);
    const above = { comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD };
    set.add('Downtime', {
      ...above,
      metric: this.metricDowntime(),
      threshold: 0,
      description: 'The application does not run: nothing is read',
    });
    set.add('Restarts', {
      ...above,
      // A count since the start: what matters is that it grows.
      metric: new cloudwatch.MathExpression({
        expression: 'DIFF(restarts)',
        usingMetrics: { restarts: this.metricFullRestarts() },
        label: 'Restarts',
      }),
      threshold: 0,
      evaluationPeriods: LASTING,
      description: 'The application restarts again and again: it gets nowhere with what it reads',
    });
    set.add('CheckpointDuration', {
      ...above,
      metric: this.metricCheckpointDuration(),
      threshold: (props.checkpointLimit ?? checkpointInterval(props)).toMilliseconds(),
      evaluationPeriods: LASTING,
      description: 'Checkpoints take too long: state grows, or its stores are slow, and a failure repeats more',
    });
    set.add('IteratorAge', {
      ...above,
      metric: props.stream.metricGetRecordsIteratorAgeMilliseconds({ statistic: 'Maximum' }),
      threshold: retention.toMilliseconds() * (props.iteratorAgeFraction ?? 0.5),
      evaluationPeriods: LASTING,
      description: 'A reader of the stream is so far behind that records will expire before it reads them',
    });
    return set.alarms;
  }
}

function flinkConfiguration(props: FlinkConsumerProps): CfnApplication.FlinkApplicationConfigurationProperty {
  const configurationType = 'CUSTOM';
  return {
    checkpointConfiguration: {
      configurationType,
      checkpointingEnabled: true,
      checkpointInterval: checkpointInterval(props).toMilliseconds(),
      minPauseBetweenCheckpoints: 5_000,
    },
    monitoringConfiguration: {
      configurationType,
      logLevel: props.logLevel ?? FlinkLogLevel.WARN,
      metricsLevel: props.metricsLevel ?? FlinkMetricsLevel.APPLICATION,
    },
    parallelismConfiguration: {
      configurationType,
      autoScalingEnabled: props.autoScaling ?? true,
      parallelism: props.parallelism ?? 1,
      parallelismPerKpu: props.parallelismPerKpu ?? 1,
    },
  };
}

function checkpointInterval(props: FlinkConsumerProps): Duration {
  return props.checkpointInterval ?? Duration.minutes(1);
}

function validate(props: FlinkConsumerProps): void {
  checkInteger('parallelism', props.parallelism, { min: 1, max: 256, unit: 'tasks' });
  checkInteger('parallelismPerKpu', props.parallelismPerKpu, { min: 1, max: 8, unit: 'tasks' });
  checkRange('iteratorAgeFraction', props.iteratorAgeFraction, { min: 0.01, max: 1 });
  const interval = props.checkpointInterval;
  if (interval?.isUnresolved() === false) {
    checkRange('checkpointInterval', interval.toSeconds({ integral: false }), { min: 1, max: 3_600, unit: 'seconds' });
  }
  for (const group of [SOURCE_GROUP, RUN_GROUP]) {
    if (props.propertyGroups?.[group] === undefined) continue;
    throw new Error(`'propertyGroups' must not hold '${group}', which is the construct's own: take another name`);
  }
  if (props.vpc !== undefined) return;
  for (const option of ['vpcSubnets', 'securityGroups'] as const) {
    if (props[option] !== undefined) {
      throw new Error(`'${option}' must be left out without 'vpc', got a value: give the VPC or drop it`);
    }
  }
}
