import { Duration, Validations } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EventArchive } from '../archive/event-archive';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards';
import { warnForeignKey, warnUnknownKey } from '../stream/stream-grants';
import { ArchiveDeliveryStream } from './archive-delivery-stream';
import { buffering } from './buffering';
import { DeliveryFormat } from './delivery-format';
import { DeliveryLog } from './delivery-log';
import { DELIVERY_METRICS } from './delivery-metrics';
import { deliveryPrefixes } from './delivery-prefixes';
import { databaseArn, deliveryRole, tableArns } from './delivery-role';
import { DeliverySource } from './delivery-source';
import type { EventDeliveryProps } from './event-delivery-props';
import { EventTable } from './event-table';
import { ObjectPrefix } from './object-prefix';
import { partitionedPrefix } from './partition-projection';
import { staticPart } from './prefix-language';
import {
  type DeliveryPlan,
  deliveryStatements,
  destinationConfiguration,
  directPutKey,
  objectArns,
  sourceConfiguration,
  writtenPrefixes,
} from './s3-destination';
import { partitionKeysOf, validateDelivery } from './validate-delivery';

/** How far back a table reaches where the archive keeps objects for good. */
const DEFAULT_HISTORY = Duration.days(3 * 365);

/**
 * Writes events into an archive by Amazon Data Firehose, and makes the Glue table and the query that read them. Where
 * Lake Formation governs the catalog, it has to allow the delivery's role and the readers as well.
 */
export class EventDelivery extends Construct {
  /** The delivery stream. */
  public readonly deliveryStream: firehose.IDeliveryStream;

  /** Its name. */
  public readonly deliveryStreamName: string;

  /** Its ARN. */
  public readonly deliveryStreamArn: string;

  /** The role Firehose assumes. It holds what this delivery needs and nothing else. */
  public readonly role: iam.IRole;

  /** The table of what is delivered; undefined for a compression that Athena does not read. */
  public readonly table?: glue.CfnTable;

  /** The delivery error log. */
  public readonly logGroup: logs.ILogGroup;

  /** How long is gathered before an object is written. */
  public readonly bufferingInterval: Duration;

  /** What the keys of the delivered objects begin with. */
  public readonly objectPrefix: string;

  /** What the keys of failed records begin with. */
  public readonly errorPrefix: string;

  /** Where it takes its records from. */
  public readonly source: DeliverySource;

  /** What it does beyond writing objects. @internal */
  public readonly _steps: { readonly [step in 'converts' | 'transforms' | 'partitions' | 'backsUp']: boolean };

  private readonly archive: EventArchive;

  public constructor(scope: Construct, id: string, props: EventDeliveryProps) {
    super(scope, id);
    const plan = planOf(props);

    this.archive = props.archive;
    this.source = plan.source;
    this._steps = {
      converts: plan.format._converts,
      transforms: props.transform !== undefined,
      partitions: plan.dynamic,
      backsUp: props.rawBackup === true,
    };
    this.bufferingInterval = plan.buffering.interval;
    this.objectPrefix = staticPart(plan.prefixes.data);
    this.errorPrefix = staticPart(plan.prefixes.error);
    for (const prefix of writtenPrefixes(plan)) this.archive._claimPrefix(prefix, `'${this.node.path}'`);
    if (plan.source.sourceStream !== undefined) warnUnknownKey(this, plan.source.sourceStream);

    const { encryptionKey } = plan.source;
    if (encryptionKey !== undefined) warnForeignKey(this, encryptionKey);

    const log = new DeliveryLog(this, 'Log', props.logRetention);
    this.logGroup = log.logGroup;
    this.table = this.makeTable(props, plan);
    const tableName = this.table?.ref;
    const logging = { data: log.options('Destination'), raw: props.rawBackup ? log.options('Backup') : undefined };

    const statements = deliveryStatements(this, plan, log.streamArns, tableName);
    const role = deliveryRole(this, new iam.PolicyDocument({ statements }));
    acknowledgeWildcards(
      role,
      objectArns(plan),
      'Firehose names the objects it writes below these prefixes of one bucket',
    );
    this.role = role;
    const deliveryStream = new ArchiveDeliveryStream(this, 'DeliveryStream', {
      role,
      encryptionKey: directPutKey(plan),
      definition: {
        ...sourceConfiguration(plan, role.roleArn),
        extendedS3DestinationConfiguration: destinationConfiguration(plan, role.roleArn, logging, tableName),
      },
    });
    if (plan.source.sourceStream !== undefined) {
      Validations.of(deliveryStream).acknowledge({
        id: 'AwsSolutions-KDF1',
        reason: "Firehose takes no encryption of its own where it reads a stream: the stream's key counts",
      });
    }
    this.deliveryStream = deliveryStream;
    this.deliveryStreamName = deliveryStream.deliveryStreamName;
    this.deliveryStreamArn = deliveryStream.deliveryStreamArn;
  }

  /**
   * Allows `firehose:PutRecord` and `PutRecordBatch`, and `kms:Decrypt` and `GenerateDataKey` on the customer-managed
   * key of what is put. Only where the source is direct put.
   */
  public grantPut(grantee: iam.IGrantable): iam.Grant {
    if (this.source.sourceStream !== undefined) {
      throw new Error(
        `'source' must be DirectPut for a grant to put records, got a stream for '${this.node.path}': ` +
          'grant write access to the stream instead',
      );
    }
    return this.deliveryStream.grantPutRecords(grantee);
  }

  /**
   * Allows to query what is delivered: to run queries in the archive's workgroup, to read the table's schema, and to
   * read the delivered objects.
   */
  public grantQuery(grantee: iam.IGrantable): iam.Grant {
    const grant = this.archive.grantRunQuery(grantee).combine(this.archive.grantRead(grantee, this.objectPrefix));
    if (this.table === undefined) return grant;
    const schema = iam.Grant.addToPrincipal({
      grantee,
      actions: ['glue:GetDatabase', 'glue:GetPartition', 'glue:GetPartitions', 'glue:GetTable'],
      resourceArns: tableArns(this, this.archive.databaseName, this.table.ref),
    });
    // Athena looks up the default database whatever a query names. Source: Athena user guide, "Configure AWS Glue access
    // to your catalog and database per AWS Region".
    const defaults = iam.Grant.addToPrincipal({
      grantee,
      actions: ['glue:GetDatabase'],
      resourceArns: [databaseArn(this, 'default')],
    });
    return grant.combine(schema).combine(defaults);
  }

  /** Age of the oldest record not yet in the archive, in seconds: `DeliveryToS3.DataFreshness`, maximum. */
  public metricDataFreshness(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.dataFreshness(this.deliveryStream, options);
  }

  /** Share of writes to S3 that succeeded, 0 to 1: `DeliveryToS3.Success`, average. */
  public metricDeliverySuccess(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.deliverySuccess(this.deliveryStream, options);
  }

  /** Records written to S3: `DeliveryToS3.Records`, sum. */
  public metricDeliveredRecords(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.deliveredRecords(this.deliveryStream, options);
  }

  /** Records taken in by direct put: `IncomingRecords`, sum. */
  public metricIncomingRecords(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.incomingRecords(this.deliveryStream, options);
  }

  /** Bytes taken in by direct put: `IncomingBytes`, sum. */
  public metricIncomingBytes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.incomingBytes(this.deliveryStream, options);
  }

  /** Records refused because a quota of direct put was passed: `ThrottledRecords`, sum. */
  public metricThrottledRecords(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.throttledRecords(this.deliveryStream, options);
  }

  /** Records that could not be converted to Parquet or ORC: `FailedConversion.Records`, sum. */
  public metricFailedConversions(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.failedConversions(this.deliveryStream, options);
  }

  /** Share of calls of the transform that succeeded, 0 to 1: `ExecuteProcessing.Success`, average. */
  public metricTransformSuccess(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.transformSuccess(this.deliveryStream, options);
  }

  /** 1 while there are more than 500 active partitions: `PartitionCountExceeded`, maximum. */
  public metricPartitionCountExceeded(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.partitionCountExceeded(this.deliveryStream, options);
  }

  /** How far the delivery is behind the stream it reads, in milliseconds: `KinesisMillisBehindLatest`, maximum. */
  public metricMillisBehindLatest(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.millisBehindLatest(this.deliveryStream, options);
  }

  /** Share of writes of the raw backup that succeeded, 0 to 1: `BackupToS3.Success`, average. */
  public metricBackupSuccess(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return DELIVERY_METRICS.backupSuccess(this.deliveryStream, options);
  }

  private makeTable(props: EventDeliveryProps, { format, prefixes }: DeliveryPlan): glue.CfnTable | undefined {
    if (format._layout === undefined) return undefined;
    const history = props.queryableHistory ?? props.archive.expiration ?? DEFAULT_HISTORY;
    const { table } = new EventTable(this, 'Table', {
      archive: props.archive,
      layout: format._layout,
      columns: format._columns,
      where: partitionedPrefix(prefixes.data, history, props.timeZone),
    });
    return table;
  }
}

/** What a delivery does, checked and with its defaults. */
function planOf(props: EventDeliveryProps): DeliveryPlan {
  const format = props.format ?? DeliveryFormat.json();
  const keys = partitionKeysOf(props);
  const dynamic = keys.fromQuery.length + keys.fromTransform.length > 0;
  validateDelivery(props, format, dynamic);
  return {
    props,
    format,
    dynamic,
    source: props.source ?? DeliverySource.directPut(),
    prefixes: deliveryPrefixes(props.prefix ?? ObjectPrefix.hive('events'), keys),
    buffering: buffering({ dynamic, converts: format._converts }, props.bufferingSize, props.bufferingInterval),
  };
}
