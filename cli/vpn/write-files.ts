import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ConfigFile, MODES } from './config-file';

/** Writes `files` below `folder`. What holds keys is never readable by others, not even while it is written. */
export async function writeFiles(folder: string, files: readonly ConfigFile[]): Promise<void> {
  for (const { path, text, kind } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    // A file that is there keeps its mode: a new one takes its place.
    const draft = `${target}.new`;
    // One left behind may be readable by others, or lead elsewhere.
    await rm(draft, { force: true });
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await chmod(draft, MODES[kind]);
    await rename(draft, target);
  }
}
