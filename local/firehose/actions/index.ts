import type { Operation } from '../../endpoint';
import type { Firehose } from '../firehose';
import { describeDeliveryStream } from './describe-delivery-stream';
import { listDeliveryStreams } from './list-delivery-streams';
import { putRecord } from './put-record';
import { putRecordBatch } from './put-record-batch';

/** Every operation that is emulated, by AWS's name. */
export const OPERATIONS: ReadonlyMap<string, Operation<Firehose>> = new Map([
  ['DescribeDeliveryStream', describeDeliveryStream],
  ['ListDeliveryStreams', listDeliveryStreams],
  ['PutRecord', putRecord],
  ['PutRecordBatch', putRecordBatch],
]);
