import { PassThrough } from 'node:stream';
import type { CommandIo } from '../../cli/command';

/** The edges of a process that note what is written to them. */
export function captureIo(cwd: string, input = ''): CommandIo & { captured(): { stdout: string; stderr: string } } {
  const stdin = new PassThrough();
  stdin.end(input);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const text = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => {
    text.stdout += chunk;
  });
  stderr.on('data', (chunk) => {
    text.stderr += chunk;
  });
  return { stdin, stdout, stderr, cwd, env: {}, captured: () => text };
}
