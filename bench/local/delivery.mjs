/** Delivery of a backlog, of a data folder, to GZIP objects, against zlib's own rate for the same bytes. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { bundle } from '../support/bundle.mjs';
import { eventsOf } from '../support/events.mjs';
import { median } from '../support/median.mjs';

const GOAL = 0.7;

export async function measureDelivery(folder, { rounds, megabytes }) {
  const script = await bundle('bench/local/deliver.ts', folder);
  console.log(`GZIP of ${megabytes} MB; medians of ${rounds} rounds; goal ${GOAL} of zlib's own rate`);
  for (const bytes of [200, 1_024]) {
    const count = Math.floor((megabytes * 1_000_000) / bytes);
    const child = fork(script, [folder, String(rounds)]);
    child.send(eventsOf(count, bytes));
    const [turns] = await once(child, 'message');
    const of = (read) => median(turns.map(read));
    const wall = of(({ delivery, zlib }) => zlib.wall / delivery.wall);
    const cpu = of(({ delivery, zlib }) => zlib.cpu / delivery.cpu);
    const [own, alone] = [of(({ delivery }) => delivery.wall), of(({ zlib }) => zlib.wall)].map(rateOf(megabytes));
    const rates = `${own.padStart(6)} MB/s, zlib alone ${alone.padStart(6)} MB/s`;
    console.log(`  events of ${String(bytes).padStart(5)} B  ${rates}  ${wall.toFixed(2)} x, CPU ${cpu.toFixed(2)} x`);
  }
}

function rateOf(megabytes) {
  return (milliseconds) => ((megabytes * 1_000) / milliseconds).toFixed(1);
}
