import { readdirSync, readFileSync, truncateSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError, type StorageNote } from './errors';
import { tryFrameLength } from './frame';
import { positionOf, SEGMENT_HEADER, segmentName, trySegment } from './segment-name';

/** What a folder held. */
export interface Recovered {
  /** Rising. */
  readonly segments: readonly number[];
  /** Where the last segment goes on, in bytes; undefined where a new one must be begun. */
  readonly end: number | undefined;
}

/** Told of each sound frame, in order. */
type Replay = (frame: Buffer, position: number) => void;

interface Damage {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a log from its beginning.
 *
 * A last entry that was cut off is removed: whoever put it was never told that it was accepted. Damage anywhere else is
 * told of and passed over, and nothing is written behind it.
 */
export function recover(folder: string, salt: number, replay: Replay, note: StorageNote): Recovered {
  const names = readdirSync(folder);
  for (const name of names) if (name.endsWith('.log.new')) unlinkSync(join(folder, name));
  const segments = names.flatMap((name) => trySegment(name) ?? []).sort((one, other) => one - other);
  let end: number | undefined;
  for (const [i, segment] of segments.entries()) {
    const before = segments[i - 1];
    if (before !== undefined && segment !== before + 1) {
      note(
        new StorageError('STORAGE_DAMAGED', 'segments are missing before this one', join(folder, segmentName(segment))),
      );
    }
    end = recoverSegment(folder, segment, i === segments.length - 1, { salt, replay, note });
  }
  return { segments, end };
}

function recoverSegment(
  folder: string,
  segment: number,
  last: boolean,
  { salt, replay, note }: { readonly salt: number; readonly replay: Replay; readonly note: StorageNote },
): number | undefined {
  const path = join(folder, segmentName(segment));
  const bytes = readFileSync(path);
  if (!bytes.subarray(0, SEGMENT_HEADER.length).equals(SEGMENT_HEADER)) {
    note(new StorageError('STORAGE_DAMAGED', 'the segment does not begin as one does', `${path}:0`));
  }
  let damaged: Damage | undefined;
  let offset = SEGMENT_HEADER.length;
  while (offset < bytes.length) {
    const length = tryFrameLength(salt, bytes, offset);
    if (length === undefined) {
      damaged = { from: offset, to: nextFrame(salt, bytes, offset) };
      if (damaged.to < bytes.length) note(damage(path, damaged));
      offset = damaged.to;
      continue;
    }
    damaged = undefined;
    replay(bytes.subarray(offset, offset + length), positionOf(segment, offset));
    offset += length;
  }
  if (damaged === undefined) return offset;
  if (last && isTorn(bytes, damaged.from)) {
    truncateSync(path, damaged.from);
    note(new StorageError('STORAGE_TORN_TAIL', `the last ${bytes.length - damaged.from} bytes were cut off`, path));
    return damaged.from;
  }
  note(damage(path, damaged));
  return undefined;
}

/** Whether the file ends before the frame does, as it is when a process dies while writing. */
function isTorn(bytes: Buffer, offset: number): boolean {
  return offset + 4 > bytes.length || offset + 8 + bytes.readUInt32LE(offset) > bytes.length;
}

/** Where the next sound frame begins; the end if there is none. */
function nextFrame(salt: number, bytes: Buffer, from: number): number {
  for (let offset = from + 1; offset < bytes.length; offset++) {
    if (tryFrameLength(salt, bytes, offset) !== undefined) return offset;
  }
  return bytes.length;
}

function damage(path: string, { from, to }: Damage): StorageError {
  return new StorageError(
    'STORAGE_DAMAGED',
    `${to - from} bytes cannot be read and are passed over`,
    `${path}:${from}`,
  );
}
