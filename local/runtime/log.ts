import type { DeliveredEntry, FirehoseLog } from '../firehose';
import type { KinesisLog } from '../kinesis';
import type { LambdaLog } from '../lambda';

/** The same retry is told of this often, in milliseconds, and so many are remembered. */
const REPEAT = 10_000;
const CAPACITY = 1_000;

/** What a running deployment tells of what goes on behind the gateway. */
export type RuntimeEntry =
  /** An object is in its bucket. */
  | DeliveredEntry
  /** What a function printed. */
  | { readonly kind: 'output'; readonly functionName: string; readonly text: string }
  /** Something a person should know. */
  | { readonly kind: 'note'; readonly message: string };

export type RuntimeLog = (entry: RuntimeEntry) => void;

/** The log of each part, told as entries of one. */
export function sayEntries(log: RuntimeLog): {
  readonly note: (message: string) => void;
  readonly kinesis: KinesisLog;
  readonly firehose: FirehoseLog;
  readonly lambda: LambdaLog;
} {
  const note = (message: string): void => log({ kind: 'note', message });
  const told = new Map<string, number>();
  const noteRetry = (message: string): void => {
    const now = performance.now();
    if (now - (told.get(message) ?? Number.NEGATIVE_INFINITY) < REPEAT) return;
    if (told.size >= CAPACITY) told.clear();
    told.set(message, now);
    note(message);
  };
  return {
    note,
    kinesis: ({ message }) => note(message),
    firehose: (entry) => {
      if (entry.kind === 'buffering' || entry.kind === 'dropped') return;
      if (entry.kind === 'delivered') log(entry);
      else if (entry.kind === 'note') note(`${entry.level}: ${entry.stream}: ${entry.message}`);
      else {
        const { stream, code, message, attempt, delay } = entry;
        noteRetry(`${stream}: ${code}: ${message} (attempt ${attempt}, again in ${delay / 1_000} s)`);
      }
    },
    lambda: (entry) => {
      if (entry.kind === 'output') log({ kind: 'output', functionName: entry.functionName, text: entry.text });
      else note(`${entry.level}: ${entry.subject}: ${entry.message}`);
    },
  };
}

/** `delivered 12 records (2,304 bytes, 310 stored) to s3://bucket/key` */
export function deliveryText({ output, bucket, key, records, bytes, size }: DeliveredEntry): string {
  const what = output === 'data' ? 'delivered' : output === 'error' ? 'delivered as errors' : 'backed up';
  const count = records === 1 ? '1 record' : `${records} records`;
  return `${what} ${count} (${bytes} bytes, ${size} stored) to s3://${bucket}/${key}`;
}
