import { fdatasync, ftruncate, writev } from 'node:fs';
import { promisify } from 'node:util';

const writevOnce = promisify(writev);

/** What the log does to a file it appends to; injected, so that tests can let the disk fill up. */
export interface Disk {
  /** Writes all buffers at a place in the file. */
  write(file: number, buffers: readonly Buffer[], at: number): Promise<void>;
  /** Waits until what was written survives a power cut. */
  sync(file: number): Promise<void>;
  truncate(file: number, length: number): Promise<void>;
}

export const realDisk: Disk = {
  async write(file, buffers, at) {
    let { bytesWritten } = await writevOnce(file, buffers, at);
    let rest = buffers;
    let offset = at;
    // A disk that is nearly full takes a part and refuses the next call.
    while (bytesWritten < lengthOf(rest)) {
      offset += bytesWritten;
      rest = [Buffer.concat(rest).subarray(bytesWritten)];
      ({ bytesWritten } = await writevOnce(file, rest, offset));
    }
  },
  sync: promisify(fdatasync),
  truncate: promisify(ftruncate),
};

function lengthOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}
