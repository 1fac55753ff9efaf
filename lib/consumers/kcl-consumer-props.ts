import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ContainerImage, ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** Props of `KclConsumer`. */
export interface KclConsumerProps {
  /** The stream that is read. */
  readonly stream: IStream;

  /**
   * The image with the Kinesis Client Library 3 and the record processor, for ARM:
   * `ContainerImage.fromAsset('kcl', { platform: Platform.LINUX_ARM64 })`. It is told `KCL_APPLICATION_NAME`,
   * `KCL_STREAM_NAME`, `KCL_STREAM_ARN`, `KCL_INITIAL_POSITION` and `KCL_RETRIEVAL_MODE`.
   */
  readonly image: ContainerImage;

  /**
   * The VPC the tasks are in. They call Kinesis, DynamoDB, CloudWatch, CloudWatch Logs and, for the image, ECR and S3: by
   * a way out, or by VPC endpoints.
   */
  readonly vpc: IVpc;

  /**
   * Subnets of the VPC. Tasks have no public address.
   * @default - private ones with a way out
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The cluster the service runs in.
   * @default - one of its own, with container insights
   */
  readonly cluster?: ICluster;

  /**
   * CPU of a task: 256, 512, 1024, 2048 or 4096 are a quarter to four virtual CPUs.
   * @default 512
   */
  readonly cpu?: number;

  /**
   * Memory of a task in MiB, from a range that the CPU decides.
   * @default 1024
   */
  readonly memoryLimitMiB?: number;

  /**
   * Tasks at least, from 1.
   * @default 1
   */
  readonly minTasks?: number;

  /**
   * Tasks at most. More than the stream has shards have nothing to do.
   * @default - as many as a provisioned stream has shards; of an on-demand stream 4
   */
  readonly maxTasks?: number;

  /**
   * Age of the records being read at which a task is added, and at a quarter of which one is taken away, 10 seconds to
   * 1 day.
   * @default Duration.minutes(1)
   */
  readonly scaleOutAge?: Duration;

  /**
   * Whether the consumer has 2 MB/s of each shard to itself (enhanced fan-out), at a price by shard-hour and by GB. The
   * image must read `KCL_RETRIEVAL_MODE`.
   * @default false
   */
  readonly enhancedFanOut?: boolean;

  /**
   * Whether reading begins with the oldest record when there are no leases yet, or with the latest.
   * @default true
   */
  readonly fromOldest?: boolean;

  /**
   * Environment of the container, beside what it is told.
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * How long a task may take to end: to finish its records and give its leases back, up to 120 seconds.
   * @default Duration.seconds(60)
   */
  readonly stopTimeout?: Duration;

  /**
   * How long the log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of the log and the tables when they leave the stack.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE for the log, DESTROY for the tables
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long the stream keeps a record, 24 to 8,760 hours. Needed for an imported stream, whose own it must be.
   * @default - as the stream's definition in this app says; of an imported one 24 hours, with a warning
   */
  readonly retention?: Duration;

  /**
   * Part of the retention that the consumer may be behind before the alarm goes off, 0.01 to 1.
   * @default 0.5
   */
  readonly iteratorAgeFraction?: number;

  /**
   * Topic that the alarms notify. CloudWatch is allowed to publish to it.
   * @default - alarms without an action
   */
  readonly alarmTopic?: ITopic;
}
