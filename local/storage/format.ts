import { randomInt } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from './errors';
import { trySegment } from './segment-name';

const FILE = 'format.json';
const VERSION = 1;
const REMEDY = 'use the version that wrote it, or choose another folder by --data-dir; nothing in it was changed';

/** What the folder of a log tells about itself. */
interface Format {
  readonly format: number;
  /** What the checksums of its frames start from. */
  readonly salt: number;
}

/**
 * Reads the format of a log's folder, or writes it where the folder is new.
 *
 * @returns The salt
 * @throws StorageError STORAGE_UNKNOWN_FORMAT
 */
export function openFormat(folder: string): number {
  const path = join(folder, FILE);
  if (existsSync(path)) return readFormat(path).salt;
  if (readdirSync(folder).some((name) => trySegment(name) !== undefined)) {
    throw new StorageError('STORAGE_UNKNOWN_FORMAT', `there is a log without its ${FILE}; ${REMEDY}`, folder);
  }
  const format: Format = { format: VERSION, salt: randomInt(1, 2 ** 32) };
  writeFileSync(`${path}.new`, `${JSON.stringify(format)}\n`);
  renameSync(`${path}.new`, path);
  return format.salt;
}

function readFormat(path: string): Format {
  const text = readFileSync(path, 'utf8');
  let format: Partial<Format> | null;
  try {
    format = JSON.parse(text) as Partial<Format> | null;
  } catch (cause) {
    throw new StorageError('STORAGE_UNKNOWN_FORMAT', `it cannot be read; ${REMEDY}`, path, { cause });
  }
  const { format: version, salt } = format ?? {};
  if (version !== VERSION || typeof salt !== 'number') {
    throw new StorageError('STORAGE_UNKNOWN_FORMAT', `the format is ${version}, not ${VERSION}; ${REMEDY}`, path);
  }
  return { format: version, salt };
}
