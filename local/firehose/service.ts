import { type FaultSink, JsonService } from '../endpoint';
import { OPERATIONS } from './actions';
import type { Firehose } from './firehose';

/** Of the API of 2015-08-04. */
const NOT_EMULATED = new Set([
  ...['CreateDeliveryStream', 'DeleteDeliveryStream', 'ListTagsForDeliveryStream', 'StartDeliveryStreamEncryption'],
  ...['StopDeliveryStreamEncryption', 'TagDeliveryStream', 'UntagDeliveryStream', 'UpdateDestination'],
]);

/** Firehose behind its wire protocol. */
export class FirehoseService extends JsonService<Firehose> {
  public readonly name = 'firehose';
  public readonly targetPrefix = 'Firehose_20150804';
  protected readonly operations = OPERATIONS;
  protected override readonly notEmulated = NOT_EMULATED;

  /** @param onFault Told of what is answered as an internal failure */
  public constructor(
    protected readonly context: Firehose,
    onFault: FaultSink = () => {},
  ) {
    super(onFault);
  }
}
