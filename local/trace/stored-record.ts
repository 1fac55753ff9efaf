import { tryParseSequenceNumber } from '../kinesis/sequence-number';
import { findRecords, type LoggedRecord } from '../storage';
import type { StartEntry } from './entries';

/** A record as it was put. */
export interface StoredBytes {
  /** Milliseconds since the epoch. */
  readonly arrival: number;
  /** Of a stream; empty for a direct put. */
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** Ids of direct puts end in so many digits. */
const DIGITS = 10;

/** What a delivery calls a direct put: its ordinal stands at the end of the id. */
export function ordinalOfPut(recordId: string): number {
  return Number.parseInt(recordId.slice(-DIGITS), 36);
}

/** The delivery that gave a direct put its id, in whichever run. */
export function ownerOf(recordId: string, starts: readonly StartEntry[]): string | undefined {
  const prefix = recordId.slice(0, -DIGITS);
  for (const { deliveries } of starts) {
    const owner = deliveries.find(({ idPrefix }) => idPrefix !== undefined && idPrefix === prefix);
    if (owner !== undefined) return owner.name;
  }
  return undefined;
}

/**
 * The record of an id in the log of the data folder, as long as its segment is there.
 *
 * @param log Folder of the log
 * @param target The stream, or the delivery that it was put to
 */
export function findStored(
  log: string,
  id: string,
  target: { readonly name: string; readonly arn?: string },
): StoredBytes | undefined {
  const [found] = target.arn === undefined ? findPut(log, id, target.name) : findInStream(log, id, target.arn);
  return found && { arrival: found.arrival, partitionKey: found.key, data: found.data };
}

function findPut(log: string, id: string, delivery: string): LoggedRecord[] {
  const ordinal = ordinalOfPut(id);
  const isDelivery = (topic: string) => topic.startsWith('firehose/') && topic.endsWith(`/${delivery}`);
  return findRecords(log, (topic, found) => found === ordinal && isDelivery(topic));
}

function findInStream(log: string, id: string, arn: string): LoggedRecord[] {
  const parsed = tryParseSequenceNumber(id);
  if (parsed === undefined) return [];
  const [topic, ordinal] = [`kinesis/${arn}/${parsed.shardIndex}`, Number(parsed.place) - 1];
  const records = findRecords(log, (name, found) => found === ordinal && name === topic);
  // Of two streams, each has a record at this place.
  return records.filter(({ arrival }) => Math.floor(arrival / 1_000) === parsed.time);
}
