import { Token } from 'aws-cdk-lib';
import { CfnDeliveryStream, type IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { directPutByteRate, directPutRecordRate, directPutRequestRate } from '../config/region-quotas';
import type { TargetCapacity } from './target';

/** Firehose refuses a put to a delivery stream that reads a Kinesis stream, with InvalidSourceException. */
export function refuseStreamSource(deliveryStream: IDeliveryStream): void {
  const definition = deliveryStream.node.defaultChild;
  const type = definition instanceof CfnDeliveryStream ? definition.deliveryStreamType : undefined;
  if (type === undefined || type === 'DirectPut' || Token.isUnresolved(type)) return;
  throw new Error(
    `'deliveryStream' must have direct put as its source, got '${type}' for '${deliveryStream.node.path}': ` +
      'send the route to the stream it reads, or make a delivery with DeliverySource.directPut()',
  );
}

/** What direct put takes in the delivery stream's Region. */
export function directPutCapacity(deliveryStream: IDeliveryStream, recordsPerRequest: number): TargetCapacity {
  const { region } = deliveryStream.env;
  if (Token.isUnresolved(recordsPerRequest)) {
    return { name: `delivery stream '${deliveryStream.node.path}'`, description: 'direct put', unknownAtSynth: true };
  }
  const requests = directPutRequestRate(region);
  const bytes = directPutByteRate(region);
  return {
    name: `delivery stream '${deliveryStream.node.path}'`,
    description: `direct put, ${requests.value} requests/s and ${bytes.value / 1_048_576} MiB/s before a quota increase`,
    requestsPerSecond: requests.value,
    recordsPerSecond: directPutRecordRate(region).value,
    bytesPerSecond: bytes.value,
    recordsPerRequest,
    regionAssumed: requests.assumed,
  };
}
