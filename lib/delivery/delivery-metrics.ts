import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';

type Options = cloudwatch.MetricOptions | undefined;

const metric = (name: string, statistic: string) => (stream: IDeliveryStream, options: Options) =>
  stream.metric(name, { statistic, ...options });

/** Metrics of any delivery stream. Source: Firehose developer guide, "Monitor Amazon Data Firehose using CloudWatch metrics". */
export const DELIVERY_METRICS = {
  dataFreshness: metric('DeliveryToS3.DataFreshness', 'Maximum'),
  deliverySuccess: metric('DeliveryToS3.Success', 'Average'),
  deliveredRecords: metric('DeliveryToS3.Records', 'Sum'),
  incomingRecords: metric('IncomingRecords', 'Sum'),
  incomingBytes: metric('IncomingBytes', 'Sum'),
  throttledRecords: metric('ThrottledRecords', 'Sum'),
  failedConversions: metric('FailedConversion.Records', 'Sum'),
  transformSuccess: metric('ExecuteProcessing.Success', 'Average'),
  partitionCountExceeded: metric('PartitionCountExceeded', 'Maximum'),
  millisBehindLatest: metric('KinesisMillisBehindLatest', 'Maximum'),
  backupSuccess: metric('BackupToS3.Success', 'Average'),
};
