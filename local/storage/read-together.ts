import { RECORD_HEADER, recordSize } from './frame';
import { holds, type Medium, NO_BLOCK } from './medium';
import type { RecordBatch, TopicCursor } from './record-batch';
import type { TopicIndex } from './topic-index';

/** From so many records on it is cheaper to read all that stands between them too. */
const MANY = 256;

interface Reader<C extends TopicCursor> {
  readonly cursor: C;
  readonly index: TopicIndex;
}

/**
 * Fills a batch with the records of all cursors that stand within one stretch of the log, from the first one on. Of each
 * topic they are side by side, in their order.
 *
 * @throws where the medium cannot be read; then no cursor has moved
 */
export function readTogether<C extends TopicCursor>(
  medium: Medium,
  indexOf: (topic: number) => TopicIndex,
  cursors: readonly C[],
  batch: RecordBatch<C>,
): void {
  batch.clear();
  const readers = cursors.map((cursor) => ({ cursor, index: indexOf(cursor.topic), start: cursor.at }));
  try {
    fill(medium, readers, batch);
  } catch (error) {
    for (const { cursor, start } of readers) cursor.at = start;
    batch.clear();
    throw error;
  }
}

function fill<C extends TopicCursor>(medium: Medium, readers: readonly Reader<C>[], batch: RecordBatch<C>): void {
  const from = readers.reduce((least, reader) => Math.min(least, headOf(reader)), Number.POSITIVE_INFINITY);
  if (from === Number.POSITIVE_INFINITY) return;
  batch.makeRoom();
  const to = from + batch.bytes.length;
  const loaded = hasMany(readers, to) ? medium.load(from, batch.bytes) : 0;
  const isLoaded = loaded > RECORD_HEADER && recordSize(batch.bytes, 0) <= loaded;
  const add = isLoaded ? addLoaded(batch, from, loaded) : addCopy(batch, medium);
  for (const { cursor, index } of readers) {
    const first = batch.size;
    for (const end = Math.min(cursor.end, index.next); cursor.at < end; cursor.at++) {
      const position = index.tryPosition(cursor.at);
      if (position === undefined) continue;
      if (position >= to || !add(position)) break;
    }
    if (batch.size > first) batch.runs.push({ cursor, from: first, to: batch.size });
  }
}

/** Where the next record stands; moves the cursor past what is not there any more. */
function headOf({ cursor, index }: Reader<TopicCursor>): number {
  cursor.at = Math.max(cursor.at, index.first);
  for (const end = Math.min(cursor.end, index.next); cursor.at < end; cursor.at++) {
    const position = index.tryPosition(cursor.at);
    if (position !== undefined) return position;
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether many records stand before a position. */
function hasMany(readers: readonly Reader<TopicCursor>[], to: number): boolean {
  let count = 0;
  for (const { cursor, index } of readers) {
    for (let at = cursor.at; at < cursor.end && count < MANY; at++, count++) {
      // Where there is none, none is there any more, or none yet.
      if ((index.tryPosition(at) ?? to) >= to) break;
    }
  }
  return count >= MANY;
}

/** Adds records of a stretch that was read as a whole; refuses those that are not in it to their end. */
function addLoaded<C extends TopicCursor>(batch: RecordBatch<C>, start: number, length: number) {
  return (position: number): boolean => {
    const at = position - start;
    if (at + RECORD_HEADER > length || at + recordSize(batch.bytes, at) > length) return false;
    batch.add(at);
    return true;
  };
}

/** Copies records one by one; refuses those there is no room for, but never the first. */
function addCopy<C extends TopicCursor>(batch: RecordBatch<C>, medium: Medium) {
  let used = 0;
  let block = NO_BLOCK;
  return (position: number): boolean => {
    if (!holds(block, position, RECORD_HEADER)) block = medium.block(position, RECORD_HEADER);
    const size = recordSize(block.bytes, position - block.start);
    if (used + size > batch.bytes.length) {
      if (used > 0) return false;
      batch.bytes = Buffer.allocUnsafeSlow(size);
    }
    if (!holds(block, position, size)) block = medium.block(position, size);
    const at = position - block.start;
    block.bytes.copy(batch.bytes, used, at, at + size);
    batch.add(used);
    used += size;
    return true;
  };
}
