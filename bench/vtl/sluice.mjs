import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { roundOf } from './measure.mjs';

/** This engine, from its source. With `kept`, the body is parsed once: every rendering sees the document of the first. */
export function sluice(template, body, context, kept) {
  const { compileTemplate, InputVariable } = load();
  if (kept) {
    const first = new InputVariable(body);
    const { find } = InputVariable.prototype;
    InputVariable.prototype.find = (path) => find.call(first, path);
  }
  const compiled = compileTemplate(template);
  const render = () => compiled.render({ body, context }).output;
  return { name: 'Sluice', round: roundOf(render), text: render() };
}

/** A copy of its own, so that what one measurement teaches the optimizing compiler is not there in the next. */
function load() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    const outfile = join(folder, 'vtl.cjs');
    const contents = "export * from './template'; export * from './variables/input';";
    const stdin = { contents, resolveDir: join(import.meta.dirname, '../../local/vtl'), loader: 'ts' };
    buildSync({ stdin, bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'error' });
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
