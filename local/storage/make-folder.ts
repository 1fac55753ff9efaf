import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './error-code';

/**
 * Makes a folder, and those above it. Node's own way to do this never ends where a folder is there and yet has no room
 * for another, as below `/proc` or behind a link that leads nowhere: such a place says that the parent is missing.
 *
 * @throws what the file system says
 */
export function makeFolder(path: string): void {
  const parent = dirname(path);
  const refusal = tryMake(path);
  if (refusal === undefined) return;
  if (errorCode(refusal) !== 'ENOENT' || parent === path || existsSync(parent)) throw refusal;
  makeFolder(parent);
  const again = tryMake(path);
  if (again !== undefined) throw again;
}

/** What the file system says against it; undefined once the folder is there, whoever made it. */
function tryMake(path: string): unknown {
  try {
    mkdirSync(path);
    return undefined;
  } catch (error) {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? undefined : error;
  }
}
