import { type FaultSink, JsonService } from '../endpoint';
import { OPERATIONS } from './actions';
import type { Kinesis } from './kinesis';

/** Kinesis behind its wire protocol. */
export class KinesisService extends JsonService<Kinesis> {
  public readonly name = 'kinesis';
  public readonly targetPrefix = 'Kinesis_20131202';
  protected readonly operations = OPERATIONS;

  /** @param onFault Told of what is answered as an internal failure */
  public constructor(
    protected readonly context: Kinesis,
    onFault: FaultSink = () => {},
  ) {
    super(onFault);
  }
}
