import { Fn, Token } from 'aws-cdk-lib';
import { checkPattern } from '../checks/pattern';
import type { Processor } from './processors';

/**
 * How one record that holds several events is taken apart, at most 500 of them; of a record with more, none is. Firehose
 * does this only where partitioning is dynamic.
 */
export class Deaggregation {
  /** JSON objects one after another, or one a line. */
  public static json(): Deaggregation {
    return new Deaggregation([['SubRecordType', 'JSON']]);
  }

  /**
   * Events parted by a delimiter.
   *
   * @param delimiter The text between two events, e.g. `####`.
   */
  public static delimited(delimiter: string): Deaggregation {
    checkPattern('delimiter', delimiter, /./s, 'a text that parts two events');
    return new Deaggregation([
      ['SubRecordType', 'DELIMITED'],
      ['Delimiter', Token.isUnresolved(delimiter) ? Fn.base64(delimiter) : Buffer.from(delimiter).toString('base64')],
    ]);
  }

  private constructor(private readonly parameters: [string, string][]) {}

  /** @internal */
  public _processor(): Processor {
    return { type: 'RecordDeAggregation', parameters: this.parameters };
  }
}
