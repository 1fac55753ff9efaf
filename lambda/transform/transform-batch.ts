import type { AnsweredRecord, FirehoseAnswer, FirehoseRecord } from './firehose-event';
import type { RecordNotes, Step } from './pipeline';
import { decodeRecord, encodeRecord } from './record';
import { Rejection } from './rejection';

/** Longest answer of a synchronous call, in bytes. Source: Firehose developer guide and Lambda quotas: 6 MB. */
export const MAX_ANSWER = 6_291_456;
/** `{"records":[]}`, and a comma for each record but the first. */
const COMMA = 1;
const AROUND = '{"records":[]}'.length - COMMA;

/** A record that failed, as far as it may be told. */
export interface FailedRecord {
  readonly recordId: string;
  readonly rejection: Rejection;
}

/** An answer, and what failed of it. */
export interface TransformedBatch {
  readonly answer: FirehoseAnswer;
  readonly failed: readonly FailedRecord[];
}

interface Outcome {
  readonly record: FirehoseRecord;
  answered: AnsweredRecord;
}

/**
 * Transforms records, each by itself, and answers for every one exactly once and in their order. The answer is never
 * longer than Lambda passes on: an event that has no room in it any more is answered as failed, so that Firehose stores
 * its source record with the errors and nothing is lost.
 *
 * @param limit Bytes the answer may have
 */
export function transformBatch(records: readonly FirehoseRecord[], step: Step, limit = MAX_ANSWER): TransformedBatch {
  const failed: FailedRecord[] = [];
  // Every record can be answered as failed: what is left beyond that is shared out in order.
  let room = records.reduce((left, record) => left - bytesOf(failure(record)) - COMMA, limit - AROUND);
  // One is given its room before the next is made, so that what is held at once is bounded as the answer is.
  const outcomes = records.map((record): Outcome => {
    try {
      const answered = transformRecord(record, step);
      const more = bytesOf(answered) - bytesOf(failure(record));
      if (more > room) throw new Rejection('answer-too-large');
      room -= more;
      return { record, answered };
    } catch (error) {
      failed.push({ recordId: record.recordId, rejection: rejectionOf(error) });
      return { record, answered: failure(record) };
    }
  });
  for (const outcome of outcomes) {
    const { recordId, data } = outcome.record;
    if (outcome.answered.result === 'Ok' || typeof data !== 'string') continue;
    const returned: AnsweredRecord = { recordId, result: 'ProcessingFailed', data };
    const more = bytesOf(returned) - bytesOf(outcome.answered);
    if (more > room) continue;
    room -= more;
    outcome.answered = returned;
  }
  return { answer: { records: outcomes.map(({ answered }) => answered) }, failed };
}

function transformRecord({ recordId, data }: FirehoseRecord, step: Step): AnsweredRecord {
  const decoded = decodeRecord(data);
  const notes: RecordNotes = { keepsNumbers: decoded.keepsNumbers };
  const event = step(decoded.event, notes);
  const { partitionKeys } = notes;
  const metadata = partitionKeys === undefined ? undefined : { metadata: { partitionKeys } };
  return { recordId, result: 'Ok', data: encodeRecord(event, decoded.ending), ...metadata };
}

/** As the AWS blueprints answer it: without data. */
function failure({ recordId }: FirehoseRecord): AnsweredRecord {
  return { recordId, result: 'ProcessingFailed' };
}

/** Bytes of a record's JSON, without building that of its data, which is long. */
function bytesOf(record: AnsweredRecord): number {
  const { data, ...rest } = record;
  const base = Buffer.byteLength(JSON.stringify(rest));
  if (data === undefined) return base;
  // Base64 is as long in JSON as it is; data that came may hold anything.
  const length = record.result === 'Ok' ? data.length + 2 : Buffer.byteLength(JSON.stringify(data));
  return base + ',"data":'.length + length;
}

function rejectionOf(error: unknown): Rejection {
  return error instanceof Rejection ? error : new Rejection('internal');
}
