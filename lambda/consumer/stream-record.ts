import { tryKplRecords } from '../support/kpl';
import type { KinesisEvent, KinesisEventRecord } from './stream-event';

/** What is known of an event beside itself. */
export interface StreamRecord {
  /** The event's bytes. */
  readonly data: Buffer;
  readonly partitionKey: string;
  /** Of the record of the stream. Events that a producer aggregated share it. */
  readonly sequenceNumber: string;
  /** Place of the event in an aggregated record, from 0; undefined in one that is not. */
  readonly subSequenceNumber: number | undefined;
  /** `shardId-000000000000` */
  readonly shardId: string;
  readonly streamArn: string;
  /** When the record came into the stream. */
  readonly arrival: Date;
}

/** The events of a batch in their order, those that the Kinesis Producer Library aggregated one by one. */
export function recordsOf({ Records }: KinesisEvent): StreamRecord[] {
  return Records.flatMap((record) => {
    const data = Buffer.from(record.kinesis.data, 'base64');
    const parts = tryKplRecords(data);
    if (parts === undefined) return [streamRecord(record, { data, partitionKey: record.kinesis.partitionKey })];
    return parts.map((part, subSequenceNumber) => streamRecord(record, part, subSequenceNumber));
  });
}

/** The same for one event each time it is delivered, and for no other. */
export function identityOf({ sequenceNumber, shardId, streamArn, subSequenceNumber }: StreamRecord): string {
  const place = subSequenceNumber === undefined ? '' : `/${subSequenceNumber}`;
  return `${streamArn}/${shardId}/${sequenceNumber}${place}`;
}

function streamRecord(
  { eventID, eventSourceARN, kinesis }: KinesisEventRecord,
  { data, partitionKey }: { readonly data: Buffer; readonly partitionKey: string },
  subSequenceNumber?: number,
): StreamRecord {
  return {
    data,
    partitionKey,
    sequenceNumber: kinesis.sequenceNumber,
    subSequenceNumber,
    shardId: eventID.slice(0, eventID.indexOf(':')),
    // A consumer with enhanced fan-out has an ARN below that of its stream.
    streamArn: eventSourceARN.replace(/\/consumer\/.*$/, ''),
    arrival: new Date(kinesis.approximateArrivalTimestamp * 1_000),
  };
}
