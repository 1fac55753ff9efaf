import { createRequire } from 'node:module';
import { measure } from './measure.mjs';

/** Milliseconds and text of velocityjs with the template parsed before, or why it cannot be measured here. */
export function measureVelocityjs(template, body, context) {
  let velocityjs;
  try {
    velocityjs = createRequire(import.meta.url)('velocityjs');
  } catch {
    return { missing: 'velocityjs is not installed (npm install --no-save velocityjs@2.1.7)' };
  }
  const { Compile, parse } = velocityjs;
  const nodes = parse(template);
  const render = () => new Compile(nodes).render({ input: input(JSON.parse(body)), util, context });
  return { milliseconds: measure(render), text: render() };
}

const util = {
  base64Encode: (text) => Buffer.from(String(text), 'utf8').toString('base64'),
  escapeJavaScript: (text) => String(text),
};

const paths = new Map();

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
