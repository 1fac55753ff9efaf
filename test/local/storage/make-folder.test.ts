import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../../local/storage/make-folder';
import { bundleProgram } from '../../support/program';

/** Milliseconds, the start of the process included. */
const PATIENCE = 10_000;

let folder: string;
let program: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-folder-'));
  program = bundleProgram(require.resolve('./open-store'), folder);
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'nowhere', 'at', 'all'), join(folder, 'link'));
});

afterAll(() => rmSync(folder, { recursive: true }));

test('a folder is made with those above it, and again where it is there', () => {
  const path = join(folder, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

const onLinux = (paths: readonly string[]) => paths.filter((path) => existsSync(path.replace(/(?<=^\/\w+)\/.*/, '')));

// In a process of its own: what never ends cannot be stopped from within.
test.each([
  ...onLinux(['/proc/x', '/proc/x/y', '/proc/self/fd/x', '/sys/x', '/dev/null/x']),
  ...['file', 'file/x', 'link', 'link/x'],
])('fails at once in one line where there can be no folder: %s', (path) => {
  const given = path.startsWith('/') ? path : join(folder, path);
  const { stdout, signal } = spawnSync(process.execPath, [program, given], {
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  expect(signal).toBeNull();
  expect(stdout.toString()).toMatch(/^STORAGE_UNWRITABLE \S+: the log cannot be written \(E[A-Z]+\); .* --data-dir\n$/);
});
