/**
 * Renders 500 records with this engine, Apache Velocity 1.7 on the JVM, velocityjs, and JavaScript by hand. Each is given
 * the body as the text API Gateway receives, and measured twice: as it parses that text in each rendering, and with the
 * parsed value at hand. Figures are milliseconds of CPU time, all threads of the process counted.
 * Usage: node bench/vtl/run.mjs
 */
import { measure, roundOf } from './measure.mjs';
import { sluice } from './sluice.mjs';
import { velocity } from './velocity.mjs';
import { velocityjs } from './velocityjs.mjs';
import { body, context, workloads } from './workload.mjs';

for (const { name, template, byHand } of workloads) {
  console.log(`${name}: 500 records, body ${body.length} characters, output ${byHand(JSON.parse(body)).length}`);
  for (const kept of [false, true]) {
    console.log(kept ? '  the template alone, the body parsed before' : '  with the body parsed in each rendering');
    await compare(template, byHand, kept);
  }
}

async function compare(template, byHand, kept) {
  const engines = [
    sluice(template, body, context, kept),
    await velocity(template, body, context.extendedRequestId, 'jayway', kept),
    await velocity(template, body, context.extendedRequestId, 'plain', kept),
    velocityjs(template, body, context, kept),
    manual(byHand, kept),
  ];
  const present = engines.filter(({ missing }) => missing === undefined);
  const times = await measure(present);
  for (const engine of engines) {
    const time = times[present.indexOf(engine)];
    if (time === undefined) console.log(`    ${engine.name}: not measured, ${engine.missing}`);
    else row(engine, time, times[0], present[0].text);
    await engine.close?.();
  }
}

/** JavaScript one would write by hand for the same text: the limit of what a template engine could reach with JSON.parse. */
function manual(byHand, kept) {
  const first = kept ? JSON.parse(body) : undefined;
  const render = () => byHand(first ?? JSON.parse(body));
  return { name: 'JavaScript by hand', round: roundOf(render), text: render() };
}

function row({ name, text }, time, ours, expected) {
  const note = text.replace(/\s/g, '') === expected.replace(/\s/g, '') ? 'same text' : 'other text';
  console.log(
    `    ${name.padEnd(26)} ${time.toFixed(3).padStart(8)} ms ${(time / ours).toFixed(2).padStart(7)} x  ${note}`,
  );
}
