import { createHash } from 'node:crypto';
import type { InvocationContext, KinesisEvent } from '../../../lambda/consumer';

const STREAM = 'arn:aws:kinesis:eu-west-1:111122223333:stream/events';

/** A batch as Lambda delivers it, of the data of its records; sequence numbers are `1`, `2`, … in AWS's length. */
export function batch(...datas: (string | Uint8Array)[]): KinesisEvent {
  return {
    Records: datas.map((data, index) => ({
      eventID: `shardId-000000000000:${sequenceNumber(index + 1)}`,
      eventSourceARN: STREAM,
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::111122223333:role/Consumer',
      awsRegion: 'eu-west-1',
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: `key-${index + 1}`,
        sequenceNumber: sequenceNumber(index + 1),
        data: Buffer.from(data).toString('base64'),
        approximateArrivalTimestamp: 1_767_355_200.5 + index,
      },
    })),
  };
}

export function sequenceNumber(place: number): string {
  return `496${String(place).padStart(53, '0')}`;
}

export function context(remaining = 30_000): InvocationContext {
  return { awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef', getRemainingTimeInMillis: () => remaining };
}

/** An answer in which the records of these places failed. */
export function failing(...places: number[]) {
  return { batchItemFailures: places.map((place) => ({ itemIdentifier: sequenceNumber(place) })) };
}

/** Records aggregated as the Kinesis Producer Library does it, written out by hand. */
export function aggregated(records: readonly { key: string; data: Uint8Array }[]): Buffer {
  const message = Buffer.concat([
    ...records.map(({ key }) => field(0x0a, Buffer.from(key))),
    ...records.map(({ data }, index) =>
      field(0x1a, Buffer.concat([Buffer.from([0x08]), varint(index), field(0x1a, Buffer.from(data))])),
    ),
  ]);
  const digest = createHash('md5').update(message).digest();
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, digest]);
}

function field(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}
