/** What Lambda calls a function with for a stream, as far as it is used. Source: Lambda developer guide, Kinesis. */
export interface KinesisEvent {
  readonly Records: readonly KinesisEventRecord[];
}

export interface KinesisEventRecord {
  /** `shardId-000000000000:SEQUENCE_NUMBER` */
  readonly eventID: string;
  readonly eventSourceARN: string;
  readonly kinesis: {
    readonly partitionKey: string;
    readonly sequenceNumber: string;
    /** Base64. */
    readonly data: string;
    /** Seconds since the epoch. */
    readonly approximateArrivalTimestamp: number;
  };
}

/** What Lambda takes for an answer: the records that failed. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Lambda's context, as far as it is used. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}
