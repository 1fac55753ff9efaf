import { errorCode } from './error-code';
import { StorageError } from './errors';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a file system refused, as an error that tells what to do. @param folder Of the log */
export function writeFailure(cause: unknown, folder: string): StorageError {
  const code = errorCode(cause) ?? '';
  if (FULL.has(code)) {
    const message = 'the disk is full, nothing was accepted; free some space, and it goes on';
    return new StorageError('STORAGE_FULL', message, folder, { cause });
  }
  const message = `the log cannot be written (${code || String(cause)}); check the path and its permissions, or choose another folder by --data-dir`;
  return new StorageError('STORAGE_UNWRITABLE', message, folder, { cause });
}
