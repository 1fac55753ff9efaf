import { join } from 'node:path';
import { type Disk, realDisk } from './disk';
import { errorCode } from './error-code';
import { StorageError, type StorageNote } from './errors';
import { FileMedium } from './file-medium';
import { FolderLock } from './folder-lock';
import { openFormat } from './format';
import { makeFolder } from './make-folder';
import type { Medium } from './medium';
import { RecordLog } from './record-log';
import type { RecordStore } from './record-store';
import { recover } from './recover';
import { writeFailure } from './write-failure';

const FOLDER = 'log';

export interface DiskStoreOptions {
  /** Made if it is not there. */
  readonly dataDir: string;
  /** Whether an append also survives a power cut. @default - false: it survives the process's death */
  readonly fsync?: boolean;
  /** Told of what was found and mended. @default - nobody is told */
  readonly onNote?: StorageNote;
  /** Length at which a segment of the log is followed by the next, in bytes. @default - 32 MiB */
  readonly segmentSize?: number;
  /** @default - the real one */
  readonly disk?: Disk;
}

/**
 * Opens the store of a data folder, and recovers what a killed process left in it.
 *
 * @throws StorageError STORAGE_LOCKED or STORAGE_UNKNOWN_FORMAT, nothing in the folder is changed then; STORAGE_FULL or
 * STORAGE_UNWRITABLE where there can be no such folder
 */
export function openDiskStore(options: DiskStoreOptions): RecordStore {
  const folder = join(options.dataDir, FOLDER);
  try {
    return open(folder, options);
  } catch (error) {
    throw errorCode(error) === undefined || error instanceof StorageError ? error : writeFailure(error, folder);
  }
}

function open(folder: string, options: DiskStoreOptions): RecordStore {
  const { fsync = false, onNote = () => {}, segmentSize = 32 * 1_024 * 1_024, disk = realDisk } = options;
  makeFolder(folder);
  const lock = FolderLock.take(folder);
  try {
    const salt = openFormat(folder);
    const log = new RecordLog(salt);
    const { segments, end } = recover(folder, salt, (frame, position) => log.replay(frame, position), onNote);
    const snapshot = (): Buffer => log.snapshot();
    const medium = new FileMedium({ folder, segments, end, snapshot, fsync, segmentSize, disk });
    return log.attach(locked(medium, lock));
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The medium, which gives the folder back when it is closed. */
function locked(medium: Medium, lock: FolderLock): Medium {
  let open = true;
  return {
    write: (frame, settle) => medium.write(frame, settle),
    block: (position, least) => medium.block(position, least),
    load: (position, into) => medium.load(position, into),
    release: (before) => medium.release(before),
    close: async () => {
      await medium.close();
      if (open) lock.release();
      open = false;
    },
  };
}
