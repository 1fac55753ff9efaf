import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that lives as long as a test file runs. */
export class TemporaryFolder {
  public readonly path = mkdtempSync(join(tmpdir(), 'sluice-assembly-'));

  /** Writes a file, text as it is and anything else as JSON, and gives its path. */
  public write(name: string, content: unknown): string {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
