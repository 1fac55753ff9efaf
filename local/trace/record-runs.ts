import type { KinesisOrigin } from '../firehose';
import { tryParseSequenceNumber } from '../kinesis/sequence-number';

/**
 * Records one after another: the first ordinals of a shard and how many follow it, or each ordinal where they do not
 * follow. The shard is -1 for direct puts.
 */
export type RecordRun =
  | readonly [shard: number, first: number, count: number]
  | readonly [shard: number, ordinals: number[]];

/** Where a record of a source is: the index of its shard, -1 for direct puts, and its ordinal there. */
export interface RecordPlace {
  readonly shard: number;
  readonly ordinal: number;
}

/** The place of a sequence number; undefined where it is none. */
export function tryPlace(sequenceNumber: string): RecordPlace | undefined {
  const parsed = tryParseSequenceNumber(sequenceNumber);
  return parsed && { shard: parsed.shardIndex, ordinal: Number(parsed.place) - 1 };
}

/**
 * The records of an object, short: those of one shard mostly follow each other, and only the ends of such a run are
 * read, since reading a sequence number costs more than anything else here.
 */
export function runsOf(
  origins: readonly (KinesisOrigin | undefined)[],
  ordinals: readonly (number | undefined)[],
): RecordRun[] {
  const runs: RecordRun[] = [];
  for (let at = 0; at < origins.length; ) {
    const from = at;
    const origin = origins[at];
    const end = origin === undefined ? endOfPuts(origins, at) : endOfShard(origins, at);
    const places = (index: number): number => ordinalAt(origins[index], ordinals[index]);
    const [first, last] = [places(at), places(end - 1)];
    const shard = origin === undefined ? -1 : (tryPlace(origin.sequenceNumber)?.shard ?? 0);
    if (last - first + 1 === end - at && rises(origins, at, end)) runs.push([shard, first, end - at]);
    else runs.push([shard, Array.from({ length: end - at }, (_, index) => places(from + index))]);
    at = end;
  }
  return runs;
}

/** Records of one shard by their sequence numbers, which rise. */
export function runsOfNumbers(sequenceNumbers: readonly string[]): RecordRun[] {
  const [first, last] = [tryPlace(sequenceNumbers[0] ?? '0'), tryPlace(sequenceNumbers.at(-1) ?? '0')];
  if (first === undefined || last === undefined) return [];
  const { length } = sequenceNumbers;
  if (last.ordinal - first.ordinal + 1 === length) return [[first.shard, first.ordinal, length]];
  return [[first.shard, sequenceNumbers.map((number) => tryPlace(number)?.ordinal ?? -1)]];
}

/** How many records of an object stand before a place; undefined where it is not in there. */
export function positionIn(runs: readonly RecordRun[], { shard, ordinal }: RecordPlace): number | undefined {
  let before = 0;
  for (const [runShard, first, count] of runs) {
    if (typeof first === 'number') {
      if (runShard === shard && ordinal >= first && ordinal < first + (count ?? 0)) return before + ordinal - first;
      before += count ?? 0;
    } else {
      const found = runShard === shard ? first.indexOf(ordinal) : -1;
      if (found >= 0) return before + found;
      before += first.length;
    }
  }
  return undefined;
}

function ordinalAt(origin: KinesisOrigin | undefined, ordinal: number | undefined): number {
  return origin === undefined ? (ordinal ?? -1) : (tryPlace(origin.sequenceNumber)?.ordinal ?? -1);
}

function endOfPuts(origins: readonly (KinesisOrigin | undefined)[], from: number): number {
  let end = from + 1;
  while (end < origins.length && origins[end] === undefined) end++;
  return end;
}

function endOfShard(origins: readonly (KinesisOrigin | undefined)[], from: number): number {
  const shardId = origins[from]?.shardId;
  let end = from + 1;
  while (end < origins.length && origins[end]?.shardId === shardId) end++;
  return end;
}

/** Whether no record is there in parts: those share their origin, or are numbered within it. */
function rises(origins: readonly (KinesisOrigin | undefined)[], from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const origin = origins[at];
    if (origin !== undefined && (origin.subsequenceNumber !== 0 || origin === origins[at - 1])) return false;
  }
  return true;
}
