import { SluiceError } from '../errors';

/** Every code of {@link FirehoseError}, with what it means and what to do. */
export const FIREHOSE_ERRORS = {
  FIREHOSE_DUPLICATE_STREAM: 'Two delivery streams have one name. Give one of them another, or let CDK name them.',
  FIREHOSE_INVALID_PROPERTY:
    'A property of a delivery stream has a value that Firehose refuses at deployment. Correct it as the message says.',
  FIREHOSE_UNSUPPORTED_DESTINATION:
    'The runtime delivers to S3 alone. Leave the delivery stream out of the local run, or give it an S3 destination.',
  FIREHOSE_UNSUPPORTED_SOURCE:
    'The runtime reads direct puts and Kinesis streams alone. Leave the delivery stream out of the local run.',
  FIREHOSE_UNSUPPORTED_PROCESSOR:
    'The runtime does not have this processor. Leave the processor or the delivery stream out of the local run.',
  FIREHOSE_UNSUPPORTED_FORMAT:
    'The runtime writes Parquet alone, ORC not yet. Take Parquet, or leave the delivery stream out of the local run.',
  FIREHOSE_UNKNOWN_TABLE:
    'The Glue table of a format conversion is not in the deployment. Add it to the template, or correct the names.',
  FIREHOSE_UNSUPPORTED_COLUMN:
    'A column of the Glue table has a type that Parquet files of the runtime cannot hold. Take another.',
  FIREHOSE_INVALID_PREFIX: 'A prefix has an expression that Firehose refuses. Correct it as the message says.',
  FIREHOSE_INVALID_QUERY: 'A metadata extraction query is no jq that can be compiled. Correct the query.',
} as const;

export type FirehoseErrorCode = keyof typeof FIREHOSE_ERRORS;

/** A delivery stream that cannot be run as declared; the position names stack, logical id and property. */
export class FirehoseError extends SluiceError {
  public constructor(
    public override readonly code: FirehoseErrorCode,
    message: string,
    position: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
