import { type Deployment, PropertyReader, type Resource } from '../local/assembly';
import { alignColumns } from './table';

/** Lines on the streams and on what is delivered where. */
export function describeDelivery(deployment: Deployment): string[] {
  const streams = deployment.ofType('AWS::Kinesis::Stream').map((stream) => ['  stream', streamText(stream)]);
  const deliveries = deployment
    .ofType('AWS::KinesisFirehose::DeliveryStream')
    .map((delivery) => ['  delivery', deliveryText(deployment, delivery)]);
  return alignColumns([...streams, ...deliveries]);
}

function streamText(stream: Resource): string {
  const reader = PropertyReader.of(stream);
  const mode = reader.tryRecord('StreamModeDetails')?.tryText('StreamMode') ?? 'PROVISIONED';
  const shards = reader.tryInteger('ShardCount') ?? 1;
  const capacity = mode === 'ON_DEMAND' ? 'on-demand' : `${shards} shard${shards === 1 ? '' : 's'}`;
  const kibibytes = reader.tryInteger('MaxRecordSizeInKiB') ?? 1_024;
  return `${capacity}, kept ${reader.tryInteger('RetentionPeriodHours') ?? 24} h, records up to ${kibibytes} KiB`;
}

function deliveryText(deployment: Deployment, delivery: Resource): string {
  const reader = PropertyReader.of(delivery);
  const source = reader.tryText('DeliveryStreamType') === 'KinesisStreamAsSource' ? 'from the stream' : 'direct put';
  const s3 = reader.tryRecord('ExtendedS3DestinationConfiguration');
  if (s3 === undefined) return `${source}, to a destination that is not S3`;
  const hints = s3.tryRecord('BufferingHints');
  const buffer = `${hints?.tryInteger('SizeInMBs') ?? 5} MiB or ${hints?.tryInteger('IntervalInSeconds') ?? 300} s`;
  const converted = s3.tryRecord('DataFormatConversionConfiguration')?.tryFlag('Enabled') === true;
  const format = converted ? 'columnar' : (s3.tryText('CompressionFormat') ?? 'UNCOMPRESSED');
  const bucketArn = s3.tryText('BucketARN');
  const bucket = bucketArn === undefined ? undefined : deployment.tryArn(bucketArn);
  return `${source}, every ${buffer}, ${format}, to s3://${bucket?.physicalId ?? '?'}/${s3.tryText('Prefix') ?? ''}`;
}
