import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** Codes and meanings by module, as the code has them. */
function codesInCode(): string[] {
  const folders = [...readdirSync(join(ROOT, 'local')).map((name) => `local/${name}`), 'producer'];
  const modules = folders.filter((folder) => existsSync(join(ROOT, folder, 'errors.ts')));
  return modules.flatMap((module) => {
    const exported: Record<string, unknown> = require(join(ROOT, module, 'errors.ts'));
    const tables = Object.entries(exported).filter(([name]) => name.endsWith('_ERRORS'));
    return tables.flatMap(([, table]) =>
      Object.entries(table as Record<string, string>).map(([code, meaning]) => `${module} ${code} ${meaning}`),
    );
  });
}

/** The same, as docs/errors.md has them. */
function codesInDocs(): string[] {
  let module = '';
  return readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      module = /^## (.+)$/.exec(line)?.[1] ?? module;
      const row = /^\| `(\w+)` \| (.*) \|$/.exec(line);
      return row === null ? [] : [`${module} ${row[1]} ${row[2]?.replace(/\\\|/g, '|')}`];
    });
}

describe('docs/errors.md', () => {
  test('has every code of the code, and no other: `npm run docs` writes it', () => {
    expect(codesInDocs()).toEqual(codesInCode());
    expect(codesInCode().length).toBeGreaterThan(0);
  });
});
