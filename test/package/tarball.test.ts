import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type ConsumerProject, installTarball, ROOT, sourcesBelow } from './packed-package';

let project: ConsumerProject;
beforeAll(() => {
  project = installTarball();
});
afterAll(() => project.dispose());

const text = (file: string) => readFileSync(join(project.installed, file), 'utf8');

test('every mapping template stands beside its compiled target', () => {
  const templates = sourcesBelow('lib').filter((file) => file.endsWith('.vtl'));
  expect(templates.length).toBeGreaterThan(0);
  expect(project.files).toEqual(expect.arrayContaining(templates.map((file) => `dist/${file}`)));
});

test('every handler is prebuilt', () => {
  const handlers = sourcesBelow('lambda').filter((file) => file.endsWith('/handler.ts'));
  const built = handlers.map((file) => `dist/${dirname(file)}/index.js`);
  expect(project.files).toEqual(expect.arrayContaining(built));
});

test('every path that package.json names is there', () => {
  const { main, types, bin, exports, typesVersions } = JSON.parse(text('package.json'));
  const named = JSON.stringify([`./${main}`, `./${types}`, `./${bin.sluice}`, exports, typesVersions]);
  const missing = [...named.matchAll(/"\.\/([^"]+\.\w+)"/g)]
    .map(([, path]) => path ?? '')
    .filter((path) => !path.startsWith('package.json') && !existsSync(join(project.installed, path)));
  expect(missing).toEqual([]);
});

test('licence, readme and assembly are there', () => {
  expect(project.files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', '.jsii', 'package.json']));
});

test('the licence of every bundled package is there', () => {
  const bundles = project.files.filter((file) => /^dist\/(?!lib\/).*\.js$/.test(file));
  // esbuild heads every module with a comment that names its file.
  const bundled = bundles.flatMap((file) =>
    [...text(file).matchAll(/^ *\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\/.+$/gm)].map(([, name]) => name ?? ''),
  );
  expect(bundled).toContain('yaml');
  const listed = text('dist/THIRD-PARTY-LICENSES.txt');
  for (const name of new Set(bundled)) {
    const { version, license } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
    expect(listed).toContain(`${name} ${version} (${license})`);
  }
});

test('the package needs no other packages than its peers', () => {
  const { dependencies, peerDependencies } = JSON.parse(text('package.json'));
  expect(dependencies).toBeUndefined();
  expect(Object.keys(peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
});

test('fails on sources, tests, source maps and what a build leaves behind', () => {
  const allowed = /\.(js|d\.ts|vtl|md|txt)$|^(LICENSE|package\.json|\.jsii)$/;
  expect(project.files.filter((file) => !allowed.test(file))).toEqual([]);
  expect(project.files.filter((file) => /(^|\/)test\/|\.test\./.test(file))).toEqual([]);
  const mapped = project.files.filter((file) => file.endsWith('.js') && /^\/\/# sourceMappingURL/m.test(text(file)));
  expect(mapped).toEqual([]);
});

test('fails on a path of the machine it was built on', () => {
  const places = [ROOT, homedir()].filter((place) => place !== '/');
  const found = project.files.filter((file) => places.some((place) => text(file).includes(`${place}/`)));
  expect(found).toEqual([]);
  expect(project.files.filter((file) => relative('.', file).startsWith('..'))).toEqual([]);
});
