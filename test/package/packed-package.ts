import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The repository. */
export const ROOT = resolve(__dirname, '../..');

/** Files below `folder` of the repository, e.g. `lib/index.ts`; none where the folder is not there. */
export function sourcesBelow(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`);
}

/** What a program of the consumer said. */
export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program of the consumer is started. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly env?: { readonly [name: string]: string };
}

/** An otherwise empty project that has installed the tarball of `npm pack`. */
export interface ConsumerProject {
  /** Root of the project. */
  readonly folder: string;
  /** Root of the installed package. */
  readonly installed: string;
  /** Files of the tarball, e.g. `dist/lib/index.js`. */
  readonly files: readonly string[];
  /** Writes `text` to `name` and runs it, without network, child processes and anything on the PATH. */
  runProgram(name: string, text: string, options?: ProgramOptions): ProgramResult;
  /** Removes the project. */
  dispose(): void;
}

/** Refuses what a synthesis has no need of; loaded before the program. */
const GUARD = `
const refuse = (what) => () => { throw new Error('refused by the test: ' + what); };
require('node:net').Socket.prototype.connect = refuse('network');
require('node:dns').lookup = refuse('name resolution');
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
  require('node:child_process')[name] = refuse('child process by ' + name);
}
`;

/** Packs the package as built and installs it as npm would, with the peers of this repository and nothing else. */
export function installTarball(): ConsumerProject {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-package-'));
  const packed = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--offline', '--json', '--loglevel=error', '--pack-destination', folder],
    { cwd: ROOT, encoding: 'utf8' },
  );
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', modules]);
  cpSync(join(modules, 'package'), join(modules, 'cdk-sluice'), { recursive: true });
  rmSync(join(modules, 'package'), { recursive: true });
  for (const peer of ['aws-cdk-lib', 'constructs']) symlinkSync(join(ROOT, 'node_modules', peer), join(modules, peer));
  writeFileSync(join(folder, 'guard.cjs'), GUARD);
  return {
    folder,
    installed: join(modules, 'cdk-sluice'),
    files: files.map(({ path }) => path),
    runProgram: (name, text, { args = [], env = {} } = {}) => {
      writeFileSync(join(folder, name), text);
      const { status, stdout, stderr } = spawnSync(process.execPath, [name, ...args], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: '', HOME: folder, NODE_OPTIONS: `--require ${join(folder, 'guard.cjs')}`, ...env },
      });
      return { status, stdout, stderr };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
