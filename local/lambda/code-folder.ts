import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { unzipSync } from 'fflate';
import type { CodeSource } from './definition';
import { LambdaError } from './errors';

/** Makes folders of code: a folder is taken as it is, archives and inline code are unpacked once. */
export class CodeFolders {
  private readonly unpacked = new Map<string, string>();
  private root: string | undefined;

  /** @throws LambdaError LAMBDA_CODE_NOT_FOUND or LAMBDA_CODE_UNREADABLE */
  public folderOf(source: CodeSource | undefined, position: string): string {
    if (source === undefined) throw new LambdaError('LAMBDA_CODE_NOT_FOUND', 'no code stands behind it', position);
    if ('inline' in source) {
      const code = Buffer.from(source.inline);
      return this.unpack(code, () => ({ 'index.js': code }), position);
    }
    const { path } = source;
    if (!existsSync(path)) throw new LambdaError('LAMBDA_CODE_NOT_FOUND', `${path} does not exist`, position);
    if (statSync(path).isDirectory()) return path;
    const archive = readFileSync(path);
    return this.unpack(archive, () => unzip(archive, path, position), position);
  }

  /** Removes what was unpacked. */
  public close(): void {
    if (this.root !== undefined) rmSync(this.root, { recursive: true, force: true });
    this.root = undefined;
    this.unpacked.clear();
  }

  private unpack(content: Buffer, entries: () => Readonly<Record<string, Uint8Array>>, position: string): string {
    const key = createHash('sha256').update(content).digest('hex').slice(0, 32);
    const known = this.unpacked.get(key);
    if (known !== undefined) return known;
    this.root ??= mkdtempSync(join(tmpdir(), 'sluice-code-'));
    const folder = join(this.root, key);
    mkdirSync(folder);
    for (const [name, data] of Object.entries(entries())) {
      const file = join(folder, name);
      if (!file.startsWith(folder + sep)) {
        throw new LambdaError('LAMBDA_CODE_UNREADABLE', `the archive names a file outside itself: ${name}`, position);
      }
      if (name.endsWith('/')) mkdirSync(file, { recursive: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, data);
      }
    }
    this.unpacked.set(key, folder);
    return folder;
  }
}

function unzip(archive: Buffer, path: string, position: string): Record<string, Uint8Array> {
  try {
    return unzipSync(archive);
  } catch (error) {
    throw new LambdaError('LAMBDA_CODE_UNREADABLE', `${path} is no zip archive`, position, { cause: error });
  }
}
