import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { FlinkCode } from './flink-code';
import type { FlinkLogLevel, FlinkMetricsLevel, FlinkRuntime } from './flink-options';

/** Props of `FlinkConsumer`. */
export interface FlinkConsumerProps {
  /** The stream that is read. */
  readonly stream: IStream;

  /** The program. */
  readonly code: FlinkCode;

  /**
   * Version of Apache Flink, which the program must be built for.
   * @default FlinkRuntime.FLINK_1_20
   */
  readonly runtime?: FlinkRuntime;

  /**
   * Settings for the program, by group. The group `sluice.source` is made: `stream.arn`, `stream.name`, `aws.region`.
   * @default - that group alone
   */
  readonly propertyGroups?: { [group: string]: { [name: string]: string } };

  /**
   * Tasks side by side when the application starts, 1 to 256.
   * @default 1
   */
  readonly parallelism?: number;

  /**
   * Tasks for each KPU (1 virtual CPU, 4 GB), 1 to 8.
   * @default 1
   */
  readonly parallelismPerKpu?: number;

  /**
   * Whether the service adds and takes away KPUs by the use of CPU.
   * @default true
   */
  readonly autoScaling?: boolean;

  /**
   * Whether the state is kept when the application is stopped or updated, and restored when it starts.
   * @default true
   */
  readonly snapshots?: boolean;

  /**
   * Whether an update that fails is taken back by the service.
   * @default true
   */
  readonly systemRollback?: boolean;

  /**
   * Between two checkpoints, 1 second to 1 hour. What comes after the last one is handled again after a failure.
   * @default Duration.minutes(1)
   */
  readonly checkpointInterval?: Duration;

  /**
   * Checkpoint that takes longer than this sets off an alarm.
   * @default - as long as the interval between two
   */
  readonly checkpointLimit?: Duration;

  /**
   * What is logged.
   * @default FlinkLogLevel.WARN
   */
  readonly logLevel?: FlinkLogLevel;

  /**
   * How fine metrics are.
   * @default FlinkMetricsLevel.APPLICATION
   */
  readonly metricsLevel?: FlinkMetricsLevel;

  /**
   * VPC in which the program can reach things. The stream and the log must be reached from there too.
   * @default - none
   */
  readonly vpc?: IVpc;

  /**
   * Subnets of the VPC.
   * @default - private ones with a way out
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups in the VPC, 1 to 5.
   * @default - one of its own, which lets everything out and nothing in
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * How long the log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of the log when it leaves the stack.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long the stream keeps a record, 24 to 8,760 hours. Needed for an imported stream, whose own it must be.
   * @default - as the stream's definition in this app says; of an imported one 24 hours, with a warning
   */
  readonly retention?: Duration;

  /**
   * Part of the retention that readers of the stream may be behind before the alarm goes off, 0.01 to 1.
   * @default 0.5
   */
  readonly iteratorAgeFraction?: number;

  /**
   * Topic that the alarms notify. CloudWatch is allowed to publish to it.
   * @default - alarms without an action
   */
  readonly alarmTopic?: ITopic;
}
