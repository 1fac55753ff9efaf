import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const LAMBDA = resolve(__dirname, '../../lambda');
const HANDLERS = readdirSync(LAMBDA).filter((name) => existsSync(join(LAMBDA, name, 'handler.ts')));

test.each(HANDLERS)('%s has less than 100 KB, minified and without the SDK', (name) => {
  const { outputFiles } = buildSync({
    entryPoints: [join(LAMBDA, name, 'handler.ts')],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['@aws-sdk/*', '@smithy/*'],
    write: false,
  });
  expect(outputFiles[0]?.contents.length).toBeLessThan(100_000);
});
