/** How each protocol names a fault of the caller: the JSON protocol by a shape, the query protocol by a code. */
/** Others are common to all services, and named alike. */
const SHAPES: Readonly<Record<string, string>> = {
  'AWS.SimpleQueueService.BatchEntryIdsNotDistinct': 'com.amazonaws.sqs#BatchEntryIdsNotDistinct',
  'AWS.SimpleQueueService.BatchRequestTooLong': 'com.amazonaws.sqs#BatchRequestTooLong',
  'AWS.SimpleQueueService.EmptyBatchRequest': 'com.amazonaws.sqs#EmptyBatchRequest',
  'AWS.SimpleQueueService.InvalidBatchEntryId': 'com.amazonaws.sqs#InvalidBatchEntryId',
  'AWS.SimpleQueueService.MessageNotInflight': 'com.amazonaws.sqs#MessageNotInflight',
  'AWS.SimpleQueueService.NonExistentQueue': 'com.amazonaws.sqs#QueueDoesNotExist',
  'AWS.SimpleQueueService.PurgeQueueInProgress': 'com.amazonaws.sqs#PurgeQueueInProgress',
  'AWS.SimpleQueueService.TooManyEntriesInBatchRequest': 'com.amazonaws.sqs#TooManyEntriesInBatchRequest',
  'KMS.AccessDeniedException': 'com.amazonaws.sqs#KmsAccessDenied',
  InvalidAttributeName: 'com.amazonaws.sqs#InvalidAttributeName',
  InvalidMessageContents: 'com.amazonaws.sqs#InvalidMessageContents',
  OverLimit: 'com.amazonaws.sqs#OverLimit',
  ReceiptHandleIsInvalid: 'com.amazonaws.sqs#ReceiptHandleIsInvalid',
  AccessDenied: 'com.amazon.coral.service#AccessDeniedException',
  InvalidAction: 'com.amazon.coral.service#UnknownOperationException',
  InvalidParameterValue: 'com.amazon.coral.service#InvalidParameterValueException',
  MissingParameter: 'com.amazon.coral.service#MissingRequiredParameterException',
  MalformedInput: 'com.amazon.coral.service#SerializationException',
  InternalFailure: 'com.amazon.coral.service#InternalFailure',
};

/** A call that SQS refuses. */
export class SqsFault extends Error {
  /** @param code As the query protocol names it */
  public constructor(
    public readonly code: string,
    message: string,
    public readonly status: number = 400,
  ) {
    super(message);
    this.name = 'SqsFault';
  }

  /** What stands in `__type`. */
  public get shape(): string {
    return SHAPES[this.code] ?? `com.amazon.coral.service#${this.code}`;
  }
}

export function invalidValue(message: string): SqsFault {
  return new SqsFault('InvalidParameterValue', message);
}

export function missing(parameter: string): SqsFault {
  return new SqsFault('MissingParameter', `The request must contain the parameter ${parameter}.`);
}
