import { createRequire } from 'node:module';
import { roundOf } from './measure.mjs';

/** velocityjs with the template parsed before, or why it cannot be measured here. */
export function velocityjs(template, body, context, kept) {
  const name = 'velocityjs, parsed before';
  let library;
  try {
    library = createRequire(import.meta.url)('velocityjs');
  } catch {
    return { name, missing: 'velocityjs is not installed (npm install --no-save velocityjs@2.1.7)' };
  }
  const { Compile, parse } = library;
  const nodes = parse(template);
  const first = kept ? input(JSON.parse(body)) : undefined;
  const render = () => new Compile(nodes).render({ input: first ?? input(JSON.parse(body)), util, context });
  return { name, round: roundOf(render), text: render() };
}

const util = {
  base64Encode: (text) => Buffer.from(String(text), 'utf8').toString('base64'),
  escapeJavaScript: (text) => String(text),
};

const paths = new Map();

/** The least `$input` can cost: paths are split once and kept. */
function input(document) {
  const path = (text) => {
    let keys = paths.get(text);
    if (!keys) {
      keys = text.slice(2).split(/[.[\]]+/);
      paths.set(text, keys);
    }
    return keys.reduce((value, key) => value?.[key], document);
  };
  return { path, json: (text) => JSON.stringify(path(text)) };
}
