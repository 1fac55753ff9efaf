import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRecord, FRAME_HEADER, FrameKind, jsonContent, visitRecords } from './frame';
import type { StoredRecord } from './record-store';
import { SEGMENT_HEADER, segmentName, trySegment } from './segment-name';

/** A record as the log on disk has it. */
export interface LoggedRecord extends StoredRecord {
  /** Name of its topic. */
  readonly topic: string;
}

/** Whether a record is wanted. */
export type RecordTest = (topic: string, ordinal: number) => boolean;

/**
 * Finds records in the log of a folder, whoever is writing to it: files are read, and nothing is locked or mended. The
 * newest segments are looked through first, and none before the one that has what is wanted.
 *
 * @param folder Of the log
 * @returns None where the log has none of them any more
 */
export function findRecords(folder: string, isWanted: RecordTest): LoggedRecord[] {
  const segments = existsSync(folder) ? readdirSync(folder).flatMap((name) => trySegment(name) ?? []) : [];
  for (const segment of segments.sort((one, other) => other - one)) {
    const bytes = tryRead(join(folder, segmentName(segment)));
    const found: LoggedRecord[] = [];
    if (bytes !== undefined) tryFindIn(bytes, isWanted, found);
    if (found.length > 0) return found;
  }
  return [];
}

/** Behind what is damaged nothing is looked for. */
function tryFindIn(bytes: Buffer, isWanted: RecordTest, found: LoggedRecord[]): void {
  try {
    findIn(bytes, isWanted, found);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError)) throw error;
  }
}

/** A segment begins with the names of all topics. */
function findIn(bytes: Buffer, isWanted: RecordTest, found: LoggedRecord[]): void {
  const topics = new Map<number, string>();
  for (let at = SEGMENT_HEADER.length; at + FRAME_HEADER < bytes.length; ) {
    const end = at + FRAME_HEADER + bytes.readUInt32LE(at);
    const kind = bytes[at + FRAME_HEADER];
    if (end > bytes.length) break;
    const frame = bytes.subarray(at, end);
    if (kind === FrameKind.topic) {
      const [handle, name] = jsonContent(frame) as [number, string];
      topics.set(handle, name);
    } else if (kind === FrameKind.records) {
      visitRecords(frame, (handle, ordinal, offset) => {
        const topic = topics.get(handle);
        if (topic !== undefined && isWanted(topic, ordinal)) found.push({ topic, ...decodeRecord(frame, offset) });
      });
    }
    at = end;
  }
}

/** Undefined for a segment that was let go of meanwhile. */
function tryRead(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
