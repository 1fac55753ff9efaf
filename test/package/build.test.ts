import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './packed-package';

/** A copy of the repository as built: nothing here touches the dist/ that other tests read. */
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'sluice-build-'));
  const skipped = new Set(['node_modules', '.git', 'cdk.out', 'coverage', 'test', 'bench', 'docs']);
  for (const entry of readdirSync(ROOT).filter((name) => !skipped.has(name))) {
    cpSync(join(ROOT, entry), join(copy, entry), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  build();
}, 120_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function build(): void {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
}

/** When each file of dist/ was last written. */
function writtenAt(): { [file: string]: number } {
  const files = readdirSync(join(copy, 'dist'), { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(files.map((file) => [file, statSync(join(copy, 'dist', file)).mtimeMs]));
}

test('a second build writes nothing', () => {
  const before = writtenAt();
  build();
  expect(writtenAt()).toEqual(before);
});

describe('after another compiler wrote into dist/lib, and a mapping template was changed', () => {
  const overwritten = 'dist/lib/index.js';
  const template = 'lib/targets/health.response.vtl';
  const text = (file: string) => readFileSync(join(copy, file), 'utf8');
  let ours: string;
  beforeAll(() => {
    ours = text(overwritten);
    writeFileSync(join(copy, overwritten), '"use strict";\n// written by plain tsc\n');
    writeFileSync(join(copy, 'dist/lib/stray.js'), '');
    writeFileSync(join(copy, template), `${text(template)}## changed\n`);
    build();
  }, 120_000);

  test('the overwritten file is written anew', () => {
    expect(text(overwritten)).toBe(ours);
  });

  test('the stray file is gone', () => {
    expect(existsSync(join(copy, 'dist/lib/stray.js'))).toBe(false);
  });

  test('the changed template stands beside its target', () => {
    expect(text(`dist/${template}`)).toBe(text(template));
  });

  test('the assembly is there', () => {
    expect(existsSync(join(copy, '.jsii'))).toBe(true);
  });
});
