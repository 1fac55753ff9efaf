export {
  FirehosePutRecordBatchTarget,
  FirehosePutRecordBatchTargetProps,
  FirehosePutRecordTarget,
  FirehosePutRecordTargetProps,
} from './firehose-target';
export { HealthTarget } from './health-target';
export {
  KinesisPutRecordsTarget,
  KinesisPutRecordsTargetProps,
  KinesisPutRecordTarget,
  KinesisPutRecordTargetProps,
} from './kinesis-target';
export { Enrichment, LambdaProxyOptions } from './lambda-proxy-options';
export { LambdaProxyTarget, LambdaProxyTargetProps } from './lambda-proxy-target';
export { PartitionKey } from './partition-key';
export {
  IIngestionTarget,
  TargetBindOptions,
  TargetCapacity,
  TargetConfig,
  TargetIntegration,
  TargetResponse,
} from './target';
