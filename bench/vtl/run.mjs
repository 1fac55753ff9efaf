/**
 * Renders 500 records with this engine (dist/vtl), Apache Velocity 1.7 on the JVM, velocityjs, and JavaScript by hand.
 * Usage: node bench/vtl/run.mjs [ENGINE_FILE]. Every engine parses the body anew for each rendering.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { measure } from './measure.mjs';
import { measureVelocity } from './velocity.mjs';
import { measureVelocityjs } from './velocityjs.mjs';
import { body, context, workloads } from './workload.mjs';

const require = createRequire(import.meta.url);
const { compileTemplate } = require(resolve(process.argv[2] ?? `${import.meta.dirname}/../../dist/vtl/index.js`));

for (const { name, template, byHand } of workloads) {
  const compiled = compileTemplate(template);
  const expected = byHand(JSON.parse(body));
  const text = compiled.render({ body, context }).output;
  const ours = measure(() => compiled.render({ body, context }));
  const hand = measure(() => byHand(JSON.parse(body)));
  const velocityjs = measureVelocityjs(template, body, context);

  console.log(`${name}: 500 records, body ${body.length} characters, output ${text.length}`);
  row('Sluice', ours, ours, note(text, expected));
  row('JavaScript by hand', hand, ours, 'the limit');
  for (const paths of ['jayway', 'plain']) {
    const velocity = measureVelocity(template, body, context.extendedRequestId, paths);
    const remark = velocity.missing ?? note(velocity.text, expected);
    row(`Velocity 1.7, JVM, ${paths}`, velocity.milliseconds, ours, remark);
  }
  row(
    'velocityjs, parsed before',
    velocityjs.milliseconds,
    ours,
    velocityjs.missing ?? note(velocityjs.text, expected),
  );
}

function row(engine, milliseconds, ours, remark) {
  const time = milliseconds === undefined ? 'not measured' : `${milliseconds.toFixed(3)} ms`;
  const ratio = milliseconds === undefined ? '' : `${(milliseconds / ours).toFixed(2)} x`;
  console.log(`  ${engine.padEnd(26)} ${time.padStart(12)}  ${ratio.padStart(8)}  ${remark}`);
}

function note(text, expected) {
  return text.replace(/\s/g, '') === expected.replace(/\s/g, '') ? 'same text' : 'other text';
}
