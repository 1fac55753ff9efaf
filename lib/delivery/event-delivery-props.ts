import type { Duration, Size, TimeZone } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { EventArchive } from '../archive/event-archive';
import type { Deaggregation } from './deaggregation';
import type { DeliveryFormat } from './delivery-format';
import type { DeliverySource } from './delivery-source';
import type { ObjectPrefix } from './object-prefix';

/** Props of `EventDelivery`. */
export interface EventDeliveryProps {
  /** Where objects land. Another archive is taken up in place; the objects written stay where they are. */
  readonly archive: EventArchive;

  /**
   * Where records come from. A change replaces the delivery stream.
   * @default DeliverySource.directPut()
   */
  readonly source?: DeliverySource;

  /**
   * What the objects are.
   * @default DeliveryFormat.json()
   */
  readonly format?: DeliveryFormat;

  /**
   * Where the objects lie in the archive. No two deliveries may share one. Failed records lie below `errors/` and the
   * same name, the raw backup below `raw/` and the same name.
   * @default ObjectPrefix.hive('events')
   */
  readonly prefix?: ObjectPrefix;

  /**
   * Partition keys by name, each a jq 1.6 expression on the event, e.g. `{ tenant: '.tenant' }`. With one, partitioning
   * is dynamic: Firehose turns that on at creation only, and can never turn it off. Every key stands in the prefix. An
   * event without a key, or beyond 500 active partitions, goes to the error prefix.
   * @default - partitions of time alone
   */
  readonly partitionKeys?: { readonly [name: string]: string };

  /**
   * How long Firehose tries a partition again that it cannot write, 0 to 7,200 seconds. Only where partitioning is
   * dynamic.
   * @default Duration.seconds(300)
   */
  readonly partitionRetry?: Duration;

  /**
   * How records that hold several events are taken apart. Only where partitioning is dynamic.
   * @default - a record is one event
   */
  readonly deaggregation?: Deaggregation;

  /**
   * Whether Firehose ends each record of a JSON object with a newline. The raw backup and error objects have none of
   * its making, nor have Parquet and ORC. Set it to false where producers end records themselves.
   * @default true for JSON
   */
  readonly newlineDelimiter?: boolean;

  /**
   * Time zone of the prefix.
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;

  /**
   * Ending of the objects' names. With GZIP it must end with `.gz`.
   * @default - Firehose's own, e.g. `.gz` or `.parquet`
   */
  readonly fileExtension?: string;

  /**
   * How much is gathered before an object is written, measured before compression: 1 to 128 MiB; at least 64 where the
   * format is converted or partitioning is dynamic.
   * @default Size.mebibytes(64) for JSON, Size.mebibytes(128) where converted or dynamic
   */
  readonly bufferingSize?: Size;

  /**
   * How long is gathered before an object is written, 0 to 900 seconds; at least 60 where partitioning is dynamic,
   * where it may take half as long again.
   * @default Duration.seconds(300)
   */
  readonly bufferingInterval?: Duration;

  /**
   * Whether records are kept as they came as well, compressed by GZIP, below `raw/` and the name of the prefix. Firehose
   * cannot turn it off afterwards: to be rid of it, replace the delivery.
   * @default false
   */
  readonly rawBackup?: boolean;

  /**
   * Function that transforms records before they are written: an `EventTransform`, or one of your own.
   * @default - none
   */
  readonly transform?: lambda.IFunction;

  /**
   * How much is gathered for one call of the transform, 0.2 to 3 MiB. A call and its answer may have 6 MB, with records
   * in base64.
   * @default Size.mebibytes(1)
   */
  readonly transformBufferingSize?: Size;

  /**
   * How long is gathered for one call of the transform, 0 to 900 seconds.
   * @default Duration.seconds(60)
   */
  readonly transformBufferingInterval?: Duration;

  /**
   * How often a failed call of the transform is made again, 0 to 300 times. Then its records go to the error prefix.
   * @default 3
   */
  readonly transformRetries?: number;

  /**
   * Partition keys that the transform gives in `metadata.partitionKeys`. Like `partitionKeys` they make partitioning
   * dynamic.
   * @default - those of an `EventTransform`, none of another function
   */
  readonly transformPartitionKeys?: string[];

  /**
   * How far back the table reaches. Athena looks for partitions no further; the objects are kept all the same.
   * @default - as long as the archive keeps objects; three years where it keeps them for good
   */
  readonly queryableHistory?: Duration;

  /**
   * How long the delivery error log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
