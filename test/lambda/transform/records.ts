import type { FirehoseEvent, FirehoseRecord } from '../../../lambda/transform/firehose-event';
import type { Json } from '../../../lambda/transform/json';
import type { Step } from '../../../lambda/transform/pipeline';
import { transformBatch } from '../../../lambda/transform/transform-batch';

/** A record as Firehose hands it over. @param data Text of the event, or its bytes, or an event */
export function record(data: Json | Uint8Array, index = 0): FirehoseRecord {
  const bytes = data instanceof Uint8Array ? data : typeof data === 'string' ? data : JSON.stringify(data);
  return {
    recordId: `49546986683135544286507457936321625675700192471156785154${String(index).padStart(6, '0')}`,
    data: Buffer.from(bytes).toString('base64'),
  };
}

/** A call as Firehose makes it for a stream's records. */
export function firehoseEvent(records: readonly (Json | Uint8Array)[]): FirehoseEvent {
  const event = {
    invocationId: 'invoked123',
    sourceKinesisStreamArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/events',
    deliveryStreamArn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/archive',
    region: 'eu-west-1',
    records: records.map((data, index) => ({
      ...record(data, index),
      approximateArrivalTimestamp: 1_767_355_200_000,
      kinesisRecordMetadata: {
        shardId: 'shardId-000000000000',
        partitionKey: '4d1ad2b9-24f8-4b9d-a088-76e9947c317a',
        approximateArrivalTimestamp: 1_767_355_200_000,
        sequenceNumber: '49546986683135544286507457936321625675700192471156785154',
        subsequenceNumber: '',
      },
    })),
  };
  return event;
}

/** Text of an answered record's data. */
export function textOf({ data }: { readonly data?: string }): string {
  return Buffer.from(data ?? '', 'base64').toString();
}

/** What one event becomes: its text, or the reason it was failed for. */
export function transformed(step: Step, event: Json | Uint8Array): string {
  const { answer, failed } = transformBatch([record(event)], step);
  return failed[0]?.rejection.message ?? textOf(answer.records[0] ?? {});
}
