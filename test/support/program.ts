import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Bundles a program, to run in a process of its own.
 *
 * @param entry Its source
 * @param folder Where it is put
 * @returns Its path
 */
export function bundleProgram(entry: string, folder: string): string {
  const outfile = join(folder, 'program.js');
  // As a command: within a test runner the library refuses its Uint8Array.
  const esbuild = require.resolve('esbuild/bin/esbuild');
  const options = ['--bundle', '--platform=node', '--target=node20', '--log-level=error', `--outfile=${outfile}`];
  execFileSync(esbuild, [entry, ...options]);
  return outfile;
}
