import type { FilterSubject } from './filter';
import type { StreamRecord } from './shard-reader';

/** What surrounds the data in an event, in bytes, at most; measured with names of the greatest length. */
const ENVELOPE = 1_024;

export interface EventOrigin {
  readonly streamArn: string;
  readonly shardId: string;
  /** ARN of the function's role. */
  readonly role: string;
}

/** The event a function is called with. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function kinesisEvent(records: readonly StreamRecord[], { role, shardId, streamArn }: EventOrigin): object {
  return {
    Records: records.map(({ arrival, data, partitionKey, sequenceNumber }) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey,
        sequenceNumber,
        data: data.toString('base64'),
        approximateArrivalTimestamp: arrival / 1_000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shardId}:${sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: role,
      awsRegion: streamArn.split(':')[3],
      eventSourceARN: streamArn,
    })),
  };
}

/** What a record adds to an event, in bytes, rather too much than too little. */
export function eventSize({ data, partitionKey }: StreamRecord): number {
  return Math.ceil(data.length / 3) * 4 + Buffer.byteLength(partitionKey) * 2 + ENVELOPE;
}

/** What filters see of a record. */
export function kinesisSubject(record: StreamRecord): FilterSubject {
  const { arrival, data, partitionKey, sequenceNumber } = record;
  const metadata = { partitionKey, sequenceNumber, approximateArrivalTimestamp: arrival / 1_000 };
  return { contentName: 'data', content: data.toString(), metadata: { ...metadata, eventSource: 'aws:kinesis' } };
}
