import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Bundles one of our sources into `folder`. @returns Its path */
export async function bundle(source, folder) {
  const outfile = join(folder, `${source.replaceAll('/', '-').replace(/\.ts$/, '')}.js`);
  const entryPoints = [join(ROOT, source)];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  return outfile;
}

/** What one of our sources exports, bundled into `folder`. */
export async function load(source, folder) {
  return createRequire(import.meta.url)(await bundle(source, folder));
}
