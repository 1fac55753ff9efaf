import { type FaultSink, JsonService } from '../endpoint';
import { OPERATIONS } from './actions';
import type { Kinesis } from './kinesis';

/** Of the API of 2013-12-02. */
const NOT_EMULATED = new Set([
  ...['AddTagsToStream', 'CreateStream', 'DecreaseStreamRetentionPeriod', 'DeleteResourcePolicy', 'DeleteStream'],
  ...['DeregisterStreamConsumer', 'DescribeAccountSettings', 'DescribeLimits', 'DescribeStreamConsumer'],
  ...['DisableEnhancedMonitoring', 'EnableEnhancedMonitoring', 'GetResourcePolicy', 'IncreaseStreamRetentionPeriod'],
  ...['ListStreamConsumers', 'ListTagsForResource', 'ListTagsForStream', 'PutResourcePolicy'],
  ...['RegisterStreamConsumer', 'RemoveTagsFromStream', 'StartStreamEncryption', 'StopStreamEncryption'],
  ...['SubscribeToShard', 'TagResource', 'UntagResource', 'UpdateAccountSettings', 'UpdateMaxRecordSize'],
  ...['UpdateStreamMode', 'UpdateStreamWarmThroughput'],
]);

/** Kinesis behind its wire protocol. */
export class KinesisService extends JsonService<Kinesis> {
  public readonly name = 'kinesis';
  public readonly targetPrefix = 'Kinesis_20131202';
  protected readonly operations = OPERATIONS;
  protected override readonly notEmulated = NOT_EMULATED;

  /** @param onFault Told of what is answered as an internal failure */
  public constructor(
    protected readonly context: Kinesis,
    onFault: FaultSink = () => {},
  ) {
    super(onFault);
  }
}
