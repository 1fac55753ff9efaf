export type { ProducerCounts, PutOptions } from './batch-producer';
export { PRODUCER_ERRORS, ProducerError, type ProducerErrorCode } from './errors';
export { type DeliveryRecord, FirehoseProducer, type FirehoseProducerOptions } from './firehose-producer';
export type {
  PutRecordBatchAnswer,
  PutRecordBatchClient,
  PutRecordBatchRequest,
  StoredInDelivery,
} from './firehose-wire';
export { type ExitSource, type FlushOnExitOptions, flushOnExit } from './flush-on-exit';
export { KinesisProducer, type KinesisProducerOptions, type StreamRecord } from './kinesis-producer';
export type { PutRecordsAnswer, PutRecordsClient, PutRecordsRequest, StoredInStream } from './kinesis-wire';
export type { Aggregation } from './packer';
export type { ProducerOptions } from './settings';
export type { Timing } from './timing';
