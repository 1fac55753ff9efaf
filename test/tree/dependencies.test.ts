import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import * as ts from 'typescript';

const ROOT = resolve(__dirname, '../..');

/** What the files of a folder may not import: the repository's own folders, and packages. */
interface Boundary {
  readonly from: string;
  readonly folders: readonly string[];
  readonly packages: readonly string[];
}

const CONSTRUCTS = ['aws-cdk-lib', 'constructs', 'cdk-sluice'];
const BOUNDARIES: readonly Boundary[] = [
  { from: 'lib', folders: ['local', 'cli', 'bin', 'lambda', 'test', 'bench', 'examples'], packages: ['cdk-sluice'] },
  { from: 'lambda', folders: ['lib', 'local', 'cli', 'bin', 'test', 'bench', 'examples'], packages: CONSTRUCTS },
  {
    from: 'producer',
    folders: ['lib', 'lambda', 'local', 'cli', 'bin', 'test', 'bench', 'examples'],
    packages: [...CONSTRUCTS, '@aws-sdk', '@smithy'],
  },
  {
    from: 'schema-compiler',
    folders: ['lib', 'lambda', 'local', 'cli', 'bin', 'test', 'bench', 'examples'],
    packages: CONSTRUCTS,
  },
  { from: 'local', folders: ['lib', 'lambda', 'cli', 'bin', 'test', 'bench', 'examples'], packages: CONSTRUCTS },
  { from: 'cli', folders: ['lib', 'test', 'bench', 'examples'], packages: [] },
  { from: 'bin', folders: ['lib', 'test', 'bench', 'examples'], packages: [] },
  { from: 'examples', folders: ['lib', 'lambda', 'local', 'cli', 'bin', 'test', 'bench'], packages: [] },
  { from: 'test', folders: ['lib'], packages: [] },
  { from: 'bench', folders: ['lib'], packages: [] },
];

/** What `source` imports, as written: by `import`, `export … from`, `import()`, `require()` and in types. */
function importsOf(fileName: string, source: string): string[] {
  const found: string[] = [];
  const note = (node: ts.Node | undefined) => {
    if (node !== undefined && ts.isStringLiteralLike(node)) found.push(node.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) note(node.moduleSpecifier);
    if (ts.isExternalModuleReference(node)) note(node.expression);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) note(node.argument.literal);
    if (ts.isCallExpression(node) && isLoad(node.expression)) note(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(fileName, source, ts.ScriptTarget.ES2022, true));
  return found;
}

/** `import(…)`, `require(…)`, `require.resolve(…)`, and jest's `requireActual(…)` and `mock(…)`. */
function isLoad(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return callee.text === 'require';
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return false;
  return ['require.resolve', 'jest.requireActual', 'jest.mock', 'jest.doMock'].includes(
    `${callee.expression.text}.${callee.name.text}`,
  );
}

/** Imports of `source`, at `path` below the root, that `boundary` forbids. */
function breaches({ folders, packages }: Boundary, path: string, source: string): string[] {
  return importsOf(path, source).filter((specifier) => {
    if (!specifier.startsWith('.')) {
      return packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
    }
    const target = relative(ROOT, resolve(ROOT, path, '..', specifier));
    return folders.some((folder) => target === folder || target.startsWith(`${folder}/`));
  });
}

function filesOf(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mts|mjs|cjs|js)$/.test(file))
    .map((file) => `${folder}/${file}`);
}

test.each(BOUNDARIES)('$from/ keeps to its side', (boundary) => {
  const found = filesOf(boundary.from).flatMap((path) =>
    breaches(boundary, path, readFileSync(join(ROOT, path), 'utf8')).map((specifier) => `${path} imports ${specifier}`),
  );
  expect(found).toEqual([]);
});

test('every folder that is compiled has its boundary', () => {
  const { include } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  expect(BOUNDARIES.map(({ from }) => from).sort()).toEqual(['lib', ...include].sort());
});

describe('of a file in local/', () => {
  const boundary = BOUNDARIES.find(({ from }) => from === 'local') as Boundary;

  test.each([
    `import { EventStream } from '../lib/stream';`,
    `import type { EventStream } from '../lib/stream';`,
    `export * from '../lib';`,
    `import stream = require('../lib/stream');`,
    `const stream = await import('../lib/stream');`,
    `const stream = require('../lib/stream');`,
    `const path = require.resolve('../lib/stream');`,
    `let stream: import('../lib/stream').EventStream;`,
    `import { App } from 'aws-cdk-lib';`,
    `import * as kinesis from 'aws-cdk-lib/aws-kinesis';`,
    `import { IngestionPipeline } from 'cdk-sluice';`,
  ])('fails on %s', (source) => {
    expect(breaches(boundary, 'local/planted.ts', source)).toHaveLength(1);
  });

  test.each([
    `import { SluiceError } from './errors';`,
    `import { readFileSync } from 'node:fs';`,
    `const text = "import { App } from 'aws-cdk-lib'";`,
    `import { thing } from './lib/thing';`,
    `import { thing } from 'aws-cdk-lib-like';`,
  ])('passes %s', (source) => {
    expect(breaches(boundary, 'local/planted.ts', source)).toEqual([]);
  });
});
