import { SluiceError } from '../errors';

/** Every code of {@link StorageError}, with what it means and what to do. */
export const STORAGE_ERRORS = {
  STORAGE_FULL:
    'The disk is full, so the record was not accepted. Free some space, or choose another folder by --data-dir; nothing acknowledged is lost.',
  STORAGE_UNWRITABLE:
    'A file of the data folder cannot be written, so the record was not accepted. The cause names the file; check permissions and the disk.',
  STORAGE_LOCKED:
    'Another process uses this data folder. Stop it, or choose another folder by --data-dir. The lock of a killed process is taken over by itself.',
  STORAGE_UNKNOWN_FORMAT:
    'The data folder was written by another version of Sluice, or by something else. Use that version, or choose another folder; nothing in it was changed.',
  STORAGE_TORN_TAIL:
    'The last entry of the log was cut off while it was being written, so nobody was told it was accepted. It was removed; there is nothing to do.',
  STORAGE_DAMAGED:
    'A part of the log cannot be read: it was cut short, changed or removed from outside. What stands before and after it is still delivered. Restore the file from a copy if there is one.',
  STORAGE_CLOSED: 'A record was put after the store was closed. Start the runtime again.',
  STORAGE_KEY_TOO_LONG: 'A key is longer than 65,535 bytes. Shorten it.',
} as const;

export type StorageErrorCode = keyof typeof STORAGE_ERRORS;

/** A data folder that cannot be used as it is; `position` is a file, or `file:offset`. */
export class StorageError extends SluiceError {
  public constructor(
    public override readonly code: StorageErrorCode,
    message: string,
    position?: string,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}

/** Told of what the store found and mended by itself. */
export type StorageNote = (note: StorageError) => void;
