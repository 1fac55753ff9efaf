import { Duration, RemovalPolicy, type Size, SizeRoundingBehavior, Validations } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { checkInteger } from '../checks/range';
import { StreamCapacity } from './stream-capacity';
import { READ_ACTIONS, READ_KEY_ACTION, WRITE_ACTIONS, WRITE_KEY_ACTION, warnForeignKey } from './stream-grants';

/** Props of `EventStream`. */
export interface EventStreamProps {
  /**
   * How the stream scales.
   * @default StreamCapacity.onDemand()
   */
  readonly capacity?: StreamCapacity;

  /**
   * Customer-managed key that encrypts what is written from then on. A change is made in place, at most 25 times in
   * 24 hours.
   * @default - a key of its own, rotated every year and kept or deleted like the stream
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Whether `alias/aws/kinesis` encrypts instead of a customer-managed key. It costs nothing by the month, and cannot
   * be used from another account.
   * @default false
   */
  readonly awsManagedKey?: boolean;

  /**
   * How long a record can be read, 24 to 8,760 hours. May change in place; what a shorter one leaves out is gone.
   * @default Duration.hours(24)
   */
  readonly retention?: Duration;

  /**
   * Metrics for each shard, at a price for each.
   * @default - none
   */
  readonly shardLevelMetrics?: kinesis.ShardLevelMetrics[];

  /**
   * Largest record, with its partition key, 1 MiB to 10 MiB in whole KiB. May change in place. What the largest event
   * is that the front door can carry, after base64 in a gateway of 10 MB, is unverified between 7.5 and 10 MB. Of
   * consumers, Lambda takes no more than 6 MB in one call.
   * @default Size.mebibytes(1)
   */
  readonly maxRecordSize?: Size;

  /**
   * What becomes of the stream, and of the key made for it, when they leave the stack. By default they stay, unless it
   * is their very creation that fails.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A Kinesis data stream for events: encrypted, kept on deletion, with exact grants. */
export class EventStream extends Construct {
  /** The stream itself. */
  public readonly stream: kinesis.IStream;

  /** The customer-managed key; undefined with the AWS managed one. */
  public readonly encryptionKey?: kms.IKey;

  /** How the stream scales. */
  public readonly capacity: StreamCapacity;

  /** How long a record can be read. */
  public readonly retention: Duration;

  public constructor(scope: Construct, id: string, props: EventStreamProps = {}) {
    super(scope, id);
    const retention = props.retention ?? Duration.hours(24);
    validate(props, retention);

    this.retention = retention;
    this.capacity = props.capacity ?? StreamCapacity.onDemand();
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    this.encryptionKey =
      props.awsManagedKey === true ? undefined : (props.encryptionKey ?? this.makeKey(removalPolicy));

    if (props.encryptionKey !== undefined) warnForeignKey(this, props.encryptionKey);

    const stream = new kinesis.Stream(this, 'Stream', {
      encryption: this.encryptionKey === undefined ? kinesis.StreamEncryption.MANAGED : kinesis.StreamEncryption.KMS,
      encryptionKey: this.encryptionKey,
      retentionPeriod: retention,
      shardLevelMetrics: props.shardLevelMetrics,
      removalPolicy,
    });
    // The L2 knows neither warm throughput nor the record size.
    const definition = stream.node.defaultChild as kinesis.CfnStream;
    this.capacity._applyTo(definition);
    definition.maxRecordSizeInKiB = props.maxRecordSize?.toKibibytes();
    this.stream = stream;
    if (this.encryptionKey !== undefined) {
      Validations.of(stream).acknowledge({
        id: 'AwsSolutions-KDS3',
        reason: "A key of the team's own costs more than aws/kinesis; it can be audited, shared and revoked",
      });
    }
  }

  /** Allows `kinesis:PutRecord` and `PutRecords`, and `kms:GenerateDataKey` on the key. */
  public grantWrite(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, WRITE_ACTIONS, [WRITE_KEY_ACTION]);
  }

  /**
   * Allows what a consumer needs that polls: to describe the stream, list its shards and get records, and
   * `kms:Decrypt` on the key. Enhanced fan-out needs `kinesis:SubscribeToShard` on a consumer of its own as well.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, READ_ACTIONS, [READ_KEY_ACTION]);
  }

  /** Allows what `grantRead` and `grantWrite` allow. */
  public grantReadWrite(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, [...READ_ACTIONS, ...WRITE_ACTIONS], [READ_KEY_ACTION, WRITE_KEY_ACTION]);
  }

  /** Records that Kinesis refused because a shard was full: `WriteProvisionedThroughputExceeded`, sum. */
  public metricWriteThrottles(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stream.metricWriteProvisionedThroughputExceeded({ statistic: 'Sum', ...options });
  }

  /** Reads refused because consumers share too little throughput: `ReadProvisionedThroughputExceeded`, sum. */
  public metricReadThrottles(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stream.metricReadProvisionedThroughputExceeded({ statistic: 'Sum', ...options });
  }

  /** Records of a batch that failed inside Kinesis, throttles apart: `PutRecords.FailedRecords`, sum. */
  public metricFailedRecords(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stream.metricPutRecordsFailedRecords({ statistic: 'Sum', ...options });
  }

  /** Records of a batch that were throttled: `PutRecords.ThrottledRecords`, sum. */
  public metricThrottledRecords(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stream.metricPutRecordsThrottledRecords({ statistic: 'Sum', ...options });
  }

  /** Bytes taken in: `IncomingBytes`, sum. */
  public metricIncomingBytes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stream.metricIncomingBytes({ statistic: 'Sum', ...options });
  }

  /** Records taken in: `IncomingRecords`, sum. */
  public metricIncomingRecords(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stream.metricIncomingRecords({ statistic: 'Sum', ...options });
  }

  /** Age of the last record read, in milliseconds: `GetRecords.IteratorAgeMilliseconds`, maximum. */
  public metricIteratorAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stream.metricGetRecordsIteratorAgeMilliseconds({ statistic: 'Maximum', ...options });
  }

  /** Time of a `PutRecord` inside Kinesis, in milliseconds: `PutRecord.Latency`, average. */
  public metricPutLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stream.metricPutRecordLatency({ statistic: 'Average', ...options });
  }

  private makeKey(removalPolicy: RemovalPolicy): kms.Key {
    return new kms.Key(this, 'Key', {
      description: `Records of ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy,
    });
  }

  private grant(grantee: iam.IGrantable, actions: string[], keyActions: string[]): iam.Grant {
    const grant = this.stream.grant(grantee, ...actions);
    const key = this.encryptionKey?.grant(grantee, ...keyActions);
    return key === undefined ? grant : grant.combine(key);
  }
}

function validate(props: EventStreamProps, retention: Duration): void {
  if (props.awsManagedKey === true && props.encryptionKey !== undefined) {
    throw new Error("'awsManagedKey' must not be true where 'encryptionKey' is given, got both: leave one out");
  }
  const hours = retention.isUnresolved() ? undefined : retention.toHours({ integral: false });
  checkInteger('retention', hours, { min: 24, max: 8_760, unit: 'hours' });
  const size = props.maxRecordSize;
  if (size === undefined || size.isUnresolved()) return;
  const kibibytes = size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
  checkInteger('maxRecordSize', kibibytes, { min: 1_024, max: 10_240, unit: 'KiB' });
}
