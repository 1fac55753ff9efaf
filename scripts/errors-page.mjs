// Writes docs/errors.md from the tables of error codes that stand beside the code (local/*/errors.ts, producer/errors.ts).
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The page's text. */
export function errorsPage(tables) {
  const sections = tables.map(({ module, codes }) => {
    const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning.replace(/\|/g, '\\|')} |`);
    return [`## ${module}`, '', '| code | what happened, and what to do |', '|---|---|', ...rows, ''].join('\n');
  });
  return [
    '# Errors',
    '',
    'What the local runtime, the CLI and the producer refuse, by code. Those of the runtime also say where: a logical id,',
    "`file:line:column`, or a record's index. A test holds this page and the code together.",
    '',
    ...sections,
  ].join('\n');
}

/** Folders that have a table of codes: modules of the runtime, and the producer. */
export function modulesWithErrors() {
  const modules = [...readdirSync(join(ROOT, 'local')).map((name) => `local/${name}`), 'producer'];
  return modules.filter((module) => existsSync(join(ROOT, module, 'errors.ts')));
}

async function main() {
  const modules = modulesWithErrors();
  const contents = modules.map((module, index) => `export * as m${index} from './${module}/errors';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const source = `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`;
  const loaded = await import(source);
  const tables = modules.map((module, index) => {
    const [, codes] = Object.entries(loaded[`m${index}`]).find(([name]) => name.endsWith('_ERRORS'));
    return { module, codes };
  });
  writeFileSync(join(ROOT, 'docs/errors.md'), errorsPage(tables));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
